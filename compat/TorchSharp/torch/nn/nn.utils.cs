using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static class utils
        {
            /// <summary>Scales the gradients so that together they are no longer than <paramref name="max_norm"/>; returns how long they were.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                using var frozen = no_grad();
                var gradients = tensors.Select(parameter => parameter.grad).OfType<Tensor>().ToList();
                if (gradients.Count == 0) {
                    return 0;
                }
                var total = stack(gradients.Select(gradient => gradient.norm((float)norm_type))).norm((float)norm_type).ToDouble();
                var scale = max_norm / (total + 1e-6);
                if (scale < 1) {
                    gradients.ForEach(gradient => gradient.mul_(scale));
                }
                return total;
            }
        }
    }
}
