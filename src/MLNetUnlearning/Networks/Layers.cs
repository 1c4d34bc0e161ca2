using MLNetUnlearning.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNetUnlearning.Networks;

// TorchSharp's own layers initialise themselves from the global random state. These hold the same parameters under the same names and
// take their first values from a generator instead.

/// <summary>Batch normalisation over b, H and W of each channel (Ioffe and Szegedy 2015), momentum 0.1.</summary>
internal sealed class BatchNormalization : ClassifierLayer
{
    private const double Epsilon = 1e-5;

    private readonly Parameter weight;   // C
    private readonly Parameter bias;   // C
    private readonly Tensor running_mean;   // C
    private readonly Tensor running_var;   // C
    private readonly Tensor num_batches_tracked;   // scalar, int64

    public BatchNormalization(int channels) : base(nameof(BatchNormalization))
    {
        weight = new Parameter(ones(channels));
        bias = new Parameter(zeros(channels));
        running_mean = zeros(channels);
        running_var = ones(channels);
        num_batches_tracked = tensor(0L);
        RegisterComponents();
    }

    public void Initialize()
    {
        using var none = no_grad();
        weight.fill_(1);
        bias.zero_();
        running_mean.zero_();
        running_var.fill_(1);
        num_batches_tracked.zero_();
    }

    public override Tensor forward(Tensor input)
    {
        if (training)
            num_batches_tracked.add_(1);
        return functional.batch_norm(input, running_mean, running_var, weight, bias, training, 0.1, Epsilon);
    }

    public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue input) => graph.Node(
        "BatchNormalization",
        [input, graph.Constant(weight), graph.Constant(bias), graph.Constant(running_mean), graph.Constant(running_var)],
        new OnnxAttribute("epsilon", (float)Epsilon));
}

/// <summary>Normalisation over the last dimension (Ba et al. 2016).</summary>
internal sealed class LayerNormalization : Layer
{
    private readonly Parameter weight;   // w
    private readonly Parameter bias;   // w
    private readonly long[] shape;

    public LayerNormalization(int width) : base(nameof(LayerNormalization))
    {
        shape = [width];
        weight = new Parameter(ones(width));
        bias = new Parameter(zeros(width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => functional.layer_norm(input, shape, weight, bias, 1e-5);
}

/// <summary>Linear layer; first values uniform within 1/sqrt(inputs), PyTorch's default.</summary>
internal sealed class LinearLayer : ClassifierLayer
{
    private readonly Parameter weight;   // out x in
    private readonly Parameter bias;   // out

    public LinearLayer(int inputs, int outputs) : base(nameof(LinearLayer))
    {
        weight = new Parameter(empty(outputs, inputs));
        bias = new Parameter(zeros(outputs));
        RegisterComponents();
    }

    public void Initialize(Generator generator, bool zeroBias = false)
    {
        using var none = no_grad();
        double bound = 1 / Math.Sqrt(weight.shape[1]);
        weight.uniform_(-bound, bound, generator);
        if (zeroBias)
            bias.zero_();
        else
            bias.uniform_(-bound, bound, generator);
    }

    public override Tensor forward(Tensor input) => functional.linear(input, weight, bias);

    /// <summary>As the last layer of a classifier: when scoring, a row at a time, so that a row's logits are the same to the bit whatever else is in its batch.</summary>
    public Tensor Logits(Tensor features) => training ? forward(features) : RowByRow(features);   // b x out

    // The product of many rows is summed in an order that depends on how many there are.
    private Tensor RowByRow(Tensor input) =>
        input.unsqueeze(1).bmm(weight.t().unsqueeze(0).expand(input.shape[0], weight.shape[1], weight.shape[0])).squeeze(1) + bias;   // b x out

    public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue input) =>
        graph.Node("Gemm", [input, graph.Constant(weight), graph.Constant(bias)], new OnnxAttribute("transB", 1));
}

/// <summary>Dropout whose mask comes from the CPU generator it is given.</summary>
internal sealed class SeededDropout(double probability, Generator generator)
{
    public double Probability { get; set; } = probability;

    public Tensor Apply(Tensor input, bool training)
    {
        if (!training || Probability == 0)
            return input;
        double keep = 1 - Probability;
        return input * empty_like(input, device: CPU).bernoulli_(keep, generator).div_(keep).to(input.device);
    }
}

/// <summary>A layer of a classifier, which can be written as ONNX too.</summary>
internal abstract class ClassifierLayer(string name) : Layer(name)
{
    /// <summary>Adds what <see cref="Layer.forward"/> computes in evaluation mode.</summary>
    public abstract OnnxValue ToOnnx(OnnxGraph graph, OnnxValue input);
}

/// <summary>A part of a network that turns one tensor into another.</summary>
internal abstract class Layer(string name) : nn.Module(name)
{
    public abstract Tensor forward(Tensor input);
}

/// <summary>The mean of each channel over height and width: features of as many numbers as there are channels.</summary>
internal static class AveragePooling
{
    public static Tensor Apply(Tensor maps) => maps.mean([2, 3]);   // b x C x H x W to b x C

    public static OnnxValue ToOnnx(OnnxGraph graph, OnnxValue maps) =>
        graph.Node("ReduceMean", [maps], new OnnxAttribute("axes", 2, 3), new OnnxAttribute("keepdims", 0));
}
