using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The weights that a fresh layer starts from. They belong to the layer: no dispose scope holds them.</summary>
internal static class Initial
{
    /// <summary>Uniform within ± 1 / sqrt(fan-in): what PyTorch's Kaiming initialisation with a = sqrt(5) comes to.</summary>
    public static Parameter Uniform(long[] shape, long fanIn, Device? device, ScalarType? type)
    {
        var bound = 1 / Math.Sqrt(fanIn);
        return Owned(empty(shape, type, device).uniform_(-bound, bound));
    }

    public static Parameter Ones(long[] shape, Device? device, ScalarType? type) => Owned(ones(shape, type, device));

    public static Parameter Zeros(long[] shape, Device? device, ScalarType? type) => Owned(zeros(shape, type, device));

    private static Parameter Owned(Tensor tensor) => new(tensor.DetachFromDisposeScope());
}
