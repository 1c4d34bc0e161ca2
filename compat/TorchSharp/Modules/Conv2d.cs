using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class Conv2d : nn.Module<Tensor, Tensor>
{
    private readonly long _stride, _padding, _dilation, _groups;

    internal Conv2d(
        long inputs, long outputs, long kernel, long stride, long padding, long dilation, long groups, bool hasBias, Device? device, ScalarType? type)
        : base(nameof(Conv2d))
    {
        RegisteredByHand();
        (_stride, _padding, _dilation, _groups) = (stride, padding, dilation, groups);
        var fanIn = inputs / groups * kernel * kernel;
        weight = Initial.Uniform([outputs, inputs / groups, kernel, kernel], fanIn, device, type);
        register_parameter(nameof(weight), weight);
        if (hasBias) {
            bias = Initial.Uniform([outputs], fanIn, device, type);
            register_parameter(nameof(bias), bias);
        }
    }

    internal Parameter weight { get; set; }

    internal Parameter? bias { get; set; }

    public override Tensor forward(Tensor input) =>
        nn.functional.conv2d(input, weight, bias, [_stride, _stride], [_padding, _padding], [_dilation, _dilation], _groups);
}
