using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    private readonly long[] _shape;
    private readonly double _eps;

    internal LayerNorm(long[] shape, double eps, bool affine, bool hasBias, Device? device, ScalarType? type) : base(nameof(LayerNorm))
    {
        RegisteredByHand();
        (_shape, _eps) = (shape, eps);
        if (affine) {
            weight = Initial.Ones(shape, device, type);
            register_parameter(nameof(weight), weight);
        }
        if (affine && hasBias) {
            bias = Initial.Zeros(shape, device, type);
            register_parameter(nameof(bias), bias);
        }
    }

    public Parameter weight { get; set; } = null!;

    public Parameter? bias { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, _shape, weight, bias, _eps);
}
