using MLNetUnlearning.Data;
using MLNetUnlearning.Onnx;
using TorchSharp.Modules;

namespace MLNetUnlearning.Networks;

/// <summary>Convolution without bias, with 'same' padding. First values: He initialisation by fan-out, as in ResNet (He et al. 2015). A
/// mask may fix weights at zero.</summary>
internal sealed class Convolution : nn.Module<Tensor, Tensor>, IPrunable, ISlanting
{
    private readonly Parameter weight; // out x in x kernel x kernel
    private readonly long[] stride;
    private readonly long[] padding;

    public Convolution(int inputChannels, int outputChannels, int kernelSize, int stride = 1) : base(nameof(Convolution))
    {
        weight = new Parameter(NewTensor.Empty([outputChannels, inputChannels, kernelSize, kernelSize]));
        this.stride = [stride, stride];
        padding = [kernelSize / 2, kernelSize / 2];
        RegisterComponents();
    }

    public Tensor Weight => weight;

    public WeightMask Mask { get; } = new();

    public IReadOnlyList<Parameter> OwnWeights => [weight];

    public Slant? Slant { get; set; }

    public void Initialize(Generator generator)
    {
        using var none = no_grad();
        var fanOut = (double)weight.shape[0] * weight.shape[2] * weight.shape[3];
        weight.normal_(0, Math.Sqrt(2 / fanOut), generator);
    }

    public override Tensor forward(Tensor input) =>
        Slant is { } slant ? slant.Of(Convolved(input, weight), parts => Convolved(input, parts[0])) : Convolved(input, weight);

    public OnnxValue ToOnnx(OnnxGraph graph, OnnxValue input) => graph.Node(
        "Conv", [input, graph.Constant(weight)],
        new OnnxAttribute("strides", stride),
        new OnnxAttribute("pads", [.. padding, .. padding])); // before, then after, each of height and width

    private Tensor Convolved(Tensor input, Tensor kernels) =>
        ChannelsLast.Convolved(input, Mask.Free(kernels).to(input.dtype), stride, padding);

    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        base._toEpilog(dtype, device, non_blocking);
        Mask.Follow(weight);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Mask.Dispose();
        base.Dispose(disposing);
    }
}
