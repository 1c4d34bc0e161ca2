using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class Linear : nn.Module<Tensor, Tensor>
{
    internal Linear(long inputs, long outputs, bool hasBias, Device? device, ScalarType? type) : base(nameof(Linear))
    {
        RegisteredByHand();
        weight = Initial.Uniform([outputs, inputs], inputs, device, type);
        register_parameter(nameof(weight), weight);
        if (hasBias) {
            bias = Initial.Uniform([outputs], inputs, device, type);
            register_parameter(nameof(bias), bias);
        }
    }

    internal Parameter weight { get; set; }

    public Parameter? bias { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
}
