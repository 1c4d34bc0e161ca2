using MLNetUnlearning.Data;
using MLNetUnlearning.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace MLNetUnlearning.Networks;

/// <summary>Convolution without bias, with 'same' padding. First values: He initialisation by fan-out, as in ResNet (He et al. 2015). A
/// mask may fix weights at zero.</summary>
internal sealed class Convolution : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // out x in x kernel x kernel
    private readonly long[] stride;
    private readonly long[] padding;

    // 1 where a weight is free, 0 where it is fixed at zero, in the weight's shape; null if all are free. It is not part of the state: the
    // zeros in the weights say the same. It is not a non-persistent buffer either: TorchSharp 0.107 does not list, move or free these, so
    // this layer does.
    private Tensor? mask;

    public Convolution(int inputChannels, int outputChannels, int kernelSize, int stride = 1) : base(nameof(Convolution))
    {
        weight = new Parameter(NewTensor.Empty([outputChannels, inputChannels, kernelSize, kernelSize]));
        this.stride = [stride, stride];
        padding = [kernelSize / 2, kernelSize / 2];
        RegisterComponents();
    }

    public Tensor Weight => weight;

    public long NumberOfWeights => weight.numel();

    public long NumberOfFixedZeros
    {
        get
        {
            using var scope = NewDisposeScope();
            return mask?.eq(0).sum().ToInt64() ?? 0;
        }
    }

    public void Initialize(Generator generator)
    {
        using var none = no_grad();
        var fanOut = (double)weight.shape[0] * weight.shape[2] * weight.shape[3];
        weight.normal_(0, Math.Sqrt(2 / fanOut), generator);
    }

    // The mask works in the forward pass, so that a weight fixed at zero has no gradient, whatever method follows the gradients.
    public override Tensor forward(Tensor input)
    {
        var free = mask is null ? weight : weight * mask;
        // A kernel of one pixel with a stride looks at every second pixel: taking those first is the same. It is done where a backward pass
        // may follow: there, libtorch 2.10 writes beyond its buffers for such a convolution (oneDNN, channels last, few channels), which
        // ends the process.
        return padding[0] == 0 && stride[0] > 1 && is_grad_enabled()
            ? functional.conv2d(EverySecondPixel(input), free)
            : functional.conv2d(input, free, strides: stride, padding: padding);
    }

    public OnnxValue ToOnnx(OnnxGraph graph, OnnxValue input) => graph.Node(
        "Conv", [input, graph.Constant(weight)],
        new OnnxAttribute("strides", stride),
        new OnnxAttribute("pads", [.. padding, .. padding])); // before, then after, each of height and width

    private Tensor EverySecondPixel(Tensor input) =>
        input.slice(2, 0, input.shape[2], stride[0]).slice(3, 0, input.shape[3], stride[1]); // b x C x H/2 x W/2

    /// <summary>Fixes the weights that are zero now.</summary>
    public void KeepZeros()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var free = weight.ne(0).to(weight.dtype);
        if (free.eq(0).any().ToBoolean()) SetMask(free);
    }

    /// <summary>Fixes the weights that are fixed in another layer of the same shape.</summary>
    public void TakeMaskOf(Convolution other)
    {
        if (other.mask is { } theirs) SetMask(theirs.to(weight.device, copy: true));
    }

    /// <summary>Writes the zeros of the mask into the weight.</summary>
    public void ApplyMask()
    {
        if (mask is null) return;
        using var none = no_grad();
        using var fixedAtZero = mask.eq(0);
        weight.masked_fill_(fixedAtZero, 0); // not a product: infinity times zero is not zero
    }

    /// <summary>Fixes weights by a mask of the weight's shape, on its device. The mask is taken out of its dispose scope and lives as long
    /// as this layer.</summary>
    public void SetMask(Tensor value)
    {
        mask?.Dispose();
        mask = value.DetachFromDisposeScope();
    }

    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        base._toEpilog(dtype, device, non_blocking);
        if (mask is not null) SetMask(mask.to(weight.dtype, weight.device, copy: true));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) mask?.Dispose();
        base.Dispose(disposing);
    }
}
