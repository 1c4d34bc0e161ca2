using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static class autograd
    {
        /// <summary>The gradients of <paramref name="outputs"/> by each of <paramref name="inputs"/>; no <c>grad</c> is touched.</summary>
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor> grad_outputs = null!,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var gradients = new nint[inputs.Count];
            fixed (nint* from = Handles(outputs), by = Handles(inputs), seeds = Handles(grad_outputs), results = gradients) {
                Bridge.Check(Bridge.autograd_grad(
                    from, outputs.Count, by, inputs.Count, seeds, grad_outputs?.Count ?? 0,
                    retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, results));
            }
            GC.KeepAlive((outputs, inputs, grad_outputs));
            return Array.ConvertAll(gradients, gradient => gradient == 0 ? null! : new Tensor(gradient));
        }

        /// <summary>Adds the gradients of <paramref name="tensors"/> to the <c>grad</c> of the leaves, or of <paramref name="inputs"/> alone.</summary>
        public static unsafe void backward(
            IList<Tensor> tensors, IList<Tensor> grad_tensors = null!, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor> inputs = null!)
        {
            fixed (nint* from = Handles(tensors), seeds = Handles(grad_tensors), by = Handles(inputs)) {
                Bridge.Check(Bridge.autograd_backward(
                    from, tensors.Count, seeds, grad_tensors?.Count ?? 0, by, inputs?.Count ?? 0,
                    retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0));
            }
            GC.KeepAlive((tensors, grad_tensors, inputs));
        }

        public static void backward(
            Tensor tensor, IList<Tensor> grad_tensors = null!, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor> inputs = null!) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        private static nint[] Handles(IList<Tensor>? tensors) => tensors?.Select(tensor => tensor?.Handle ?? 0).ToArray() ?? [];
    }
}
