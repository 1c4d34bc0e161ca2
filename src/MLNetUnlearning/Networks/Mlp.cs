using MLNetUnlearning.Data;
using MLNetUnlearning.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace MLNetUnlearning.Networks;

/// <summary>The architecture of a multilayer perceptron; made by <see cref="KnownNetworks.Mlp"/>.</summary>
internal sealed record MlpArchitecture : NetworkArchitecture
{
    public const string KindName = "Mlp";

    public MlpArchitecture(IReadOnlyList<int> hidden, double dropout, bool standardize)
    {
        Settings.ThrowIfAny(
            new SettingChecks()
                .Check(hidden, hidden.Count > 0 && hidden.All(width => width > 0), "one width of 1 or more for each hidden layer")
                .Check(dropout, dropout is >= 0 and < 1, "in [0, 1)"),
            "the network");
        (Hidden, Dropout, Standardize) = (ValueList<int>.Of(hidden), dropout, standardize);
    }

    /// <summary>The widths of the hidden layers, in their order.</summary>
    public IReadOnlyList<int> Hidden { get; }

    /// <summary>The share of each hidden layer's outputs that a step of training leaves out.</summary>
    public double Dropout { get; }

    /// <summary>Whether the network subtracts the mean of each feature and divides by its deviation.</summary>
    public bool Standardize { get; }

    public override string Name => KindName;

    public override string ToString() =>
        $"{Name} of {string.Join(" and ", Hidden)}"
        + (Dropout > 0 ? string.Create(CultureInfo.InvariantCulture, $", dropout {Dropout}") : "")
        + (Standardize ? "" : ", features as they are");

    public override ClassifierNetwork Create(FeatureShape shape, int numberOfClasses, Generator generator)
    {
        var network = new Mlp(this, shape, numberOfClasses);
        network.MoveTo(generator.device);
        network.Initialize(generator);
        return network;
    }

    internal override IEnumerable<WeightShape> Weights(FeatureShape shape, int numberOfClasses)
    {
        long inputs = shape.Size;
        var weights = Standardize ? WeightShape.Standardization("standardize", inputs) : [];
        foreach (var (place, width) in Hidden.Index())
        {
            weights = weights.Concat(WeightShape.Linear(Mlp.Linear(place), inputs, width))
                .Concat(WeightShape.BatchNormalization(Mlp.Normalization(place), width));
            inputs = width;
        }
        return weights.Concat(WeightShape.Linear(Mlp.Last, inputs, numberOfClasses));
    }
}

/// <summary>Linear layers with batch normalisation, ReLU and dropout after each, and a last linear layer. Layers have PyTorch's usual
/// names: <c>fc1</c>, <c>bn1</c>, <c>fc2</c>, .., <c>fc</c>.</summary>
internal sealed class Mlp : ClassifierNetwork
{
    public const string Last = "fc";

    private readonly Standardization? standardization;
    private readonly HiddenLayer[] layers;
    private readonly BatchNormalization[] normalizations;
    private readonly LinearLayer last;
    private readonly double dropout;

    public Mlp(MlpArchitecture architecture, FeatureShape shape, int numberOfClasses) : base(architecture, shape, numberOfClasses)
    {
        int[] inputs = [shape.Size, .. architecture.Hidden];
        standardization = architecture.Standardize ? new Standardization(shape.Size) : null;
        layers = [.. architecture.Hidden.Select((width, place) => new HiddenLayer(inputs[place], width))];
        normalizations = [.. architecture.Hidden.Select(width => new BatchNormalization(width))];
        last = new LinearLayer(inputs[^1], numberOfClasses);
        dropout = architecture.Dropout;
        // By name, because there are as many layers as the architecture says, and in the order of computation.
        if (standardization is not null) register_module("standardize", standardization);
        for (var place = 0; place < layers.Length; place++)
        {
            register_module(Linear(place), layers[place]);
            register_module(Normalization(place), normalizations[place]);
        }
        register_module(Last, last);
    }

    public static string Linear(int place) => $"fc{place + 1}";

    public static string Normalization(int place) => $"bn{place + 1}";

    public override void Initialize(Generator generator)
    {
        standardization?.Initialize();
        foreach (var layer in layers) layer.Initialize(generator);
        foreach (var normalization in normalizations) normalization.reset_parameters();
        last.Initialize(generator);
    }

    public override void StandardizeBy(RowSubset rows) => standardization?.Take(FeatureStatistics.Of(rows));

    public override (Tensor Logits, Tensor Features) forward(Tensor rows)
    {
        var x = rows.flatten(1); // b x F
        if (standardization is not null) x = standardization.call(x);
        for (var place = 0; place < layers.Length; place++)
        {
            x = functional.relu(normalizations[place].call(layers[place].call(x)), inplace: true); // b x width
            if (training && dropout > 0) x = Dropped(x, place);
        }
        return (last.Logits(x), x);
    }

    public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue rows)
    {
        var x = Shape.IsVector ? rows : graph.Node("Flatten", [rows], new OnnxAttribute("axis", 1));
        if (standardization is not null) x = standardization.ToOnnx(graph, x);
        for (var place = 0; place < layers.Length; place++)
            x = graph.Node("Relu", [normalizations[place].ToOnnx(graph, layers[place].ToOnnx(graph, x))]);
        return last.ToOnnx(graph, x);
    }

    /// <summary>The outputs of a layer, some of which are left out.</summary>
    /// <remarks>What is left out follows from the state of the network alone: from its count of batches and from a weight that differs from
    /// run to run and from step to step. So a run that goes on from a checkpoint leaves out the same, and no state but the weights is to be
    /// kept.</remarks>
    private Tensor Dropped(Tensor x, int place)
    {
        var seed = (uint)BitConverter.SingleToInt32Bits(last.FirstBias) * 0x9E37_79B1u;
        seed = (seed ^ (uint)normalizations[place].NumberOfBatches) * 0x85EB_CA77u + (uint)place;
        using var generator = new Generator(seed, CPU);
        return new SeededDropout(dropout, generator).Apply(x, training: true);
    }
}

/// <summary>A linear layer between others, which can be pruned: a mask may fix weights at zero.</summary>
internal sealed class HiddenLayer : nn.Module<Tensor, Tensor>, IPrunable, ISlanting
{
    private readonly Parameter weight; // out x in
    private readonly Parameter bias; // out

    public HiddenLayer(int inputs, int outputs) : base(nameof(HiddenLayer))
    {
        weight = new Parameter(NewTensor.Empty([outputs, inputs]));
        bias = new Parameter(NewTensor.Zeros(outputs));
        RegisterComponents();
    }

    public Tensor Weight => weight;

    public WeightMask Mask { get; } = new();

    public IReadOnlyList<Parameter> OwnWeights => [weight, bias];

    public Slant? Slant { get; set; }

    public void Initialize(Generator generator) => LinearLayer.Initialize(weight, bias, generator);

    // In evaluation mode a row's outputs are the same to the bit, whatever else is in its batch, as LinearLayer.Logits explains. Where
    // gradients are computed that would take the memory of a weight for each row, and nobody compares bits.
    public override Tensor forward(Tensor input) =>
        Slant is { } slant ? slant.Of(Product(input, weight, bias), parts => Product(input, parts[0], parts[1]))
        : training || is_grad_enabled() ? Product(input, weight, bias)
        : LinearLayer.RowByRow(input, Mask.Free(weight), bias);

    public OnnxValue ToOnnx(OnnxGraph graph, OnnxValue input) =>
        graph.Node("Gemm", [input, graph.Constant(weight), graph.Constant(bias)], new OnnxAttribute("transB", 1));

    private Tensor Product(Tensor input, Tensor factors, Tensor added) => functional.linear(input, Mask.Free(factors), added);

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

/// <summary>Subtracts the mean of each feature and divides by its deviation. Both are taken from the training rows and are a part of the
/// network's state, which no training changes.</summary>
internal sealed class Standardization : nn.Module<Tensor, Tensor>
{
    private readonly Tensor mean; // F
    private readonly Tensor deviation; // F

    public Standardization(int features) : base(nameof(Standardization))
    {
        mean = NewTensor.Empty([features]);
        deviation = NewTensor.Empty([features]);
        RegisterComponents();
        Initialize();
    }

    public void Initialize()
    {
        using var none = no_grad();
        mean.zero_();
        deviation.fill_(1);
    }

    public void Take(FeatureStatistics statistics)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        mean.copy_(NewTensor.Of(statistics.Means));
        deviation.copy_(NewTensor.Of(statistics.Deviations));
    }

    public override Tensor forward(Tensor rows) => (rows - mean) / deviation; // b x F

    public OnnxValue ToOnnx(OnnxGraph graph, OnnxValue rows) =>
        graph.Node("Div", [graph.Node("Sub", [rows, graph.Constant(mean)]), graph.Constant(deviation)]);
}
