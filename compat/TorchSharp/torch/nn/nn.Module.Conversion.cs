namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Moves the values of every parameter and buffer; the objects stay the same, so optimizers keep hold of them.</summary>
            internal void Convert(Device? device, ScalarType? type)
            {
                using var frozen = no_grad();
                foreach (var tensor in parameters().Concat(buffers())) {
                    // As in PyTorch, a type is for floating-point tensors: a count of batches stays a count.
                    var converted = type is { } known && tensor.is_floating_point() ? known : tensor.dtype;
                    tensor.Become(tensor.to(converted, device ?? tensor.device));
                }
            }
        }
    }
}
