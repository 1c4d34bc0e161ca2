using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that a module learns.</summary>
public class Parameter : Tensor
{
    /// <summary>Takes <paramref name="data"/> over: it is empty afterwards, and its dispose scope holds the parameter instead.</summary>
    public Parameter(Tensor data, bool requires_grad = true) : base(Taken(data.requires_grad_(requires_grad), out var scope))
    {
        if (!ReferenceEquals(Owner, scope)) {
            MoveToOtherDisposeScope(scope);
        }
    }

    private static nint Taken(Tensor data, out DisposeScope? scope)
    {
        scope = data.Owner;
        return data.DecoupleFromNativeHandle();
    }
}
