using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that a module learns.</summary>
public class Parameter : Tensor
{
    /// <summary>Takes the place of <paramref name="data"/>, which is empty afterwards.</summary>
    public Parameter(Tensor data, bool requires_grad = true) : base(data.requires_grad_(requires_grad))
    {
    }
}
