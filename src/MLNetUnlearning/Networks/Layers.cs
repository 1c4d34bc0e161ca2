using MLNetUnlearning.Data;
using MLNetUnlearning.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace MLNetUnlearning.Networks;

// nn.Conv2d and nn.Linear draw their first weights from the global random state, which a library must not touch. So convolutions and linear
// layers are our own: they have the same parameters under the same names and draw from a generator. Layers that draw nothing are
// TorchSharp's.

/// <summary>Linear layer. First values are uniform within 1/sqrt(inputs), PyTorch's default.</summary>
internal sealed class LinearLayer : nn.Module<Tensor, Tensor>, ISlanting
{
    private readonly Parameter weight; // out x in
    private readonly Parameter bias; // out

    public LinearLayer(int inputs, int outputs) : base(nameof(LinearLayer))
    {
        weight = new Parameter(NewTensor.Empty([outputs, inputs]));
        bias = new Parameter(NewTensor.Zeros(outputs));
        RegisterComponents();
    }

    public IReadOnlyList<Parameter> OwnWeights => [weight, bias];

    public Slant? Slant { get; set; }

    /// <summary>The first number of the bias.</summary>
    public float FirstBias
    {
        get
        {
            using var scope = NewDisposeScope();
            return bias[0].item<float>();
        }
    }

    public void Initialize(Generator generator, bool zeroBias = false) => Initialize(weight, bias, generator, zeroBias);

    /// <summary>Gives a linear layer its first values.</summary>
    public static void Initialize(Tensor weight, Tensor bias, Generator generator, bool zeroBias = false)
    {
        using var none = no_grad();
        var bound = 1 / Math.Sqrt(weight.shape[1]);
        weight.uniform_(-bound, bound, generator);
        if (zeroBias)
            bias.zero_();
        else
            bias.uniform_(-bound, bound, generator);
    }

    public override Tensor forward(Tensor input) => functional.linear(input, weight, bias);

    /// <summary>The logits, if this is the last layer of a classifier. In evaluation mode rows are computed one at a time, so that a row's
    /// logits are the same to the bit, whatever else is in its batch.</summary>
    public Tensor Logits(Tensor features) => training ? call(features) // b x out
        : Slant is { } slant
            ? slant.Of(RowByRow(features, weight, bias), parts => functional.linear(features, parts[0], parts[1]))
            : RowByRow(features, weight, bias);

    /// <summary>A linear layer that computes rows one at a time. A product of many rows at once would be summed in an order that depends
    /// on their number.</summary>
    public static Tensor RowByRow(Tensor input, Tensor weight, Tensor bias) // b x in
    {
        var same = weight.t().unsqueeze(0).expand(input.shape[0], weight.shape[1], weight.shape[0]); // b x in x out
        return input.unsqueeze(1).bmm(same).squeeze(1) + bias; // b x out
    }

    public OnnxValue ToOnnx(OnnxGraph graph, OnnxValue input) =>
        graph.Node("Gemm", [input, graph.Constant(weight), graph.Constant(bias)], new OnnxAttribute("transB", 1));
}

/// <summary>TorchSharp's batch normalisation (Ioffe and Szegedy 2015), of rows or of images. It can also be written as ONNX.</summary>
internal sealed class BatchNormalization : BatchNorm, ISlanting
{
    // TorchSharp 0.107 frees a number that no variable holds, and its finalizer may do so while libtorch still reads it. The layer's own
    // forward counts by such numbers. Under many collections, now and then a count failed with "alpha must not be a floating point number".
    private static readonly Scalar One = 1;

    public BatchNormalization(int channels)
        : base(
            channels, eps: 1e-5, momentum: 0.1, affine: true, track_running_stats: true, CPU, ScalarType.Float32,
            nameof(BatchNormalization))
    {
        // TorchSharp 0.107 gives the count of batches the type of the weights. PyTorch's is whole.
        num_batches_tracked = NewTensor.Of([0L]).squeeze();
    }

    public IReadOnlyList<Parameter> OwnWeights => [weight, bias!];

    public Slant? Slant { get; set; }

    /// <summary>How many batches it has learnt from.</summary>
    public long NumberOfBatches => num_batches_tracked!.ToInt64();

    public OnnxValue ToOnnx(OnnxGraph graph, OnnxValue input) => graph.Node(
        "BatchNormalization",
        [input, graph.Constant(weight), graph.Constant(bias!), graph.Constant(running_mean!), graph.Constant(running_var!)],
        new OnnxAttribute("epsilon", (float)eps));

    // One value a channel, as one row gives where pictures have shrunk to a point, has no deviation. It is normalised by the statistics
    // so far, which it leaves alone.
    public override Tensor forward(Tensor input)
    {
        var learns = training && input.numel() > input.shape[1];
        if (learns) num_batches_tracked!.add_(One, One);
        var output = functional.batch_norm(input, running_mean!, running_var!, weight, bias!, learns, momentum ?? 0.1, eps);
        return Slant is { } slant ? slant.OfChannels(output, input, running_mean!, (running_var! + eps).sqrt_()) : output;
    }

    // There is nothing to check: the layer before this one makes the input.
    protected override void ValidateInputDimensions(Tensor input)
    {
    }

    // TorchSharp 0.107 frees the weights in the layer's finalizer too, even if someone still reads the state dictionary of a network that
    // nothing else refers to. Without that, each weight is freed when nothing refers to it.
    protected override void Dispose(bool disposing)
    {
        if (disposing) base.Dispose(disposing);
    }
}

/// <summary>Dropout whose mask comes from a given CPU generator. nn.Dropout draws it from the global random state.</summary>
internal sealed class SeededDropout(double probability, Generator generator)
{
    public Tensor Apply(Tensor input, bool training)
    {
        if (!training || probability == 0) return input;
        var keep = 1 - probability;
        return input * empty_like(input, device: CPU).bernoulli_(keep, generator).div_(keep).SentTo(input.device);
    }
}

/// <summary>The mean of each channel over height and width: one feature a channel.</summary>
internal static class AveragePooling
{
    /// <returns>b x C, of float32 if the maps, b x C x H x W, are bfloat16.</returns>
    public static Tensor Apply(Tensor maps) =>
        maps.dtype == ScalarType.BFloat16 ? maps.mean([2, 3], type: ScalarType.Float32) : maps.mean([2, 3]);

    public static OnnxValue ToOnnx(OnnxGraph graph, OnnxValue maps) =>
        graph.Node("ReduceMean", [maps], new OnnxAttribute("axes", 2, 3), new OnnxAttribute("keepdims", 0));
}
