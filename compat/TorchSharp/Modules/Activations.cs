using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class ReLU : nn.Module<Tensor, Tensor>
{
    private readonly bool _inPlace;

    internal ReLU(bool inPlace) : base(nameof(ReLU)) => _inPlace = inPlace;

    public override Tensor forward(Tensor tensor) => _inPlace ? tensor.relu_().alias() : tensor.relu();
}

public sealed class GELU : nn.Module<Tensor, Tensor>
{
    internal GELU() : base(nameof(GELU))
    {
    }

    public override Tensor forward(Tensor tensor) => tensor.gelu();
}

public sealed class Identity : nn.Module<Tensor, Tensor>
{
    internal Identity() : base(nameof(Identity))
    {
    }

    public override Tensor forward(Tensor tensor) => tensor.alias();
}

// Internal: its forward has another parameter name in each supported version.
internal sealed class Flatten : nn.Module<Tensor, Tensor>
{
    private readonly long _first, _last;

    internal Flatten(long first, long last) : base(nameof(Flatten)) => (_first, _last) = (first, last);

    public override Tensor forward(Tensor input) => input.flatten(_first, _last);
}
