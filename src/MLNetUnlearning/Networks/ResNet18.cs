using MLNetUnlearning.Onnx;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;

namespace MLNetUnlearning.Networks;

/// <summary>The architecture of ResNet-18 for small images; made by <see cref="KnownNetworks.ResNet18"/>.</summary>
internal sealed record ResNet18Architecture : SizedArchitecture
{
    public ResNet18Architecture(int width, ImageNormalization? normalization) : base(width, normalization)
    {
    }

    public override string Name => "ResNet18";

    protected override ClassifierNetwork Make(FeatureShape shape, int numberOfClasses) => new ResNet18(this, shape, numberOfClasses);

    internal override IEnumerable<WeightShape> Weights(FeatureShape shape, int numberOfClasses)
    {
        long width = Width;
        return WeightShape.Convolution("conv1", shape.Channels, width, 3)
            .Concat(WeightShape.BatchNormalization("bn1", width))
            .Concat(Stage("layer1", width, width))
            .Concat(Stage("layer2", width, 2 * width))
            .Concat(Stage("layer3", 2 * width, 4 * width))
            .Concat(Stage("layer4", 4 * width, 8 * width))
            .Concat(WeightShape.Linear("fc", 8 * width, numberOfClasses));
    }

    private static IEnumerable<WeightShape> Stage(string name, long inputs, long outputs) =>
        Block($"{name}.0", inputs, outputs).Concat(Block($"{name}.1", outputs, outputs));

    private static IEnumerable<WeightShape> Block(string name, long inputs, long outputs)
    {
        var block = WeightShape.Convolution($"{name}.conv1", inputs, outputs, 3)
            .Concat(WeightShape.BatchNormalization($"{name}.bn1", outputs))
            .Concat(WeightShape.Convolution($"{name}.conv2", outputs, outputs, 3))
            .Concat(WeightShape.BatchNormalization($"{name}.bn2", outputs));
        return inputs == outputs ? block : block
            .Concat(WeightShape.Convolution($"{name}.downsample.0", inputs, outputs, 1))
            .Concat(WeightShape.BatchNormalization($"{name}.downsample.1", outputs));
    }
}

/// <summary>ResNet-18 (He et al. 2015) with a 3x3 stride-1 stem and no max-pooling. Fields have PyTorch's names, which are those in the
/// state dictionary.</summary>
internal sealed class ResNet18 : ClassifierNetwork
{
    private readonly Convolution conv1;
    private readonly BatchNormalization bn1;
    private readonly ModuleList<ResidualBlock> layer1;
    private readonly ModuleList<ResidualBlock> layer2;
    private readonly ModuleList<ResidualBlock> layer3;
    private readonly ModuleList<ResidualBlock> layer4;
    private readonly LinearLayer fc;
    private readonly ImageNormalization normalization;

    public ResNet18(ResNet18Architecture architecture, FeatureShape shape, int numberOfClasses) : base(architecture, shape, numberOfClasses)
    {
        var width = architecture.Width;
        normalization = ImageNormalization.For(shape.Channels, architecture.Normalization);
        conv1 = new Convolution(shape.Channels, width, 3);
        bn1 = new BatchNormalization(width);
        layer1 = Stage(width, width, 1);
        layer2 = Stage(width, 2 * width, 2);
        layer3 = Stage(2 * width, 4 * width, 2);
        layer4 = Stage(4 * width, 8 * width, 2);
        fc = new LinearLayer(8 * width, numberOfClasses);
        RegisterComponents();
    }

    public override void Initialize(Generator generator)
    {
        conv1.Initialize(generator);
        bn1.reset_parameters();
        foreach (var block in Blocks())
            block.Initialize(generator);
        fc.Initialize(generator);
    }

    public override bool CanComputeIn(Precision precision) => true;

    public override (Tensor Logits, Tensor Features) forward(Tensor images)
    {
        var x = functional.relu(bn1.call(conv1.call(normalization.Apply(images, ComputesInHalf))), inplace: true); // b x w x H x W
        foreach (var block in Blocks())
            x = block.call(x);
        var features = AveragePooling.Apply(x); // b x 8w
        return (fc.Logits(features), features);
    }

    public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue images)
    {
        var x = bn1.ToOnnx(graph, conv1.ToOnnx(graph, normalization.ToOnnx(graph, images)));
        x = graph.Node("Relu", [x]);
        foreach (var block in Blocks())
            x = block.ToOnnx(graph, x);
        return fc.ToOnnx(graph, AveragePooling.ToOnnx(graph, x));
    }

    private IEnumerable<ResidualBlock> Blocks() => layer1.Concat(layer2).Concat(layer3).Concat(layer4);

    private static ModuleList<ResidualBlock> Stage(int inputChannels, int outputChannels, int stride) =>
        new(new ResidualBlock(inputChannels, outputChannels, stride), new ResidualBlock(outputChannels, outputChannels, 1));
}

/// <summary>Two 3x3 convolutions beside a shortcut, which is a 1x1 convolution where the shape changes.</summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly Convolution conv1;
    private readonly BatchNormalization bn1;
    private readonly Convolution conv2;
    private readonly BatchNormalization bn2;
    private readonly Shortcut? downsample;

    public ResidualBlock(int inputChannels, int outputChannels, int stride) : base(nameof(ResidualBlock))
    {
        conv1 = new Convolution(inputChannels, outputChannels, 3, stride);
        bn1 = new BatchNormalization(outputChannels);
        conv2 = new Convolution(outputChannels, outputChannels, 3);
        bn2 = new BatchNormalization(outputChannels);
        if (stride != 1 || inputChannels != outputChannels)
            downsample = new Shortcut(inputChannels, outputChannels, stride);
        RegisterComponents();
    }

    public void Initialize(Generator generator)
    {
        conv1.Initialize(generator);
        bn1.reset_parameters();
        conv2.Initialize(generator);
        bn2.reset_parameters();
        downsample?.Initialize(generator);
    }

    public override Tensor forward(Tensor input)
    {
        var shortcut = downsample?.call(input) ?? input;
        var x = functional.relu(bn1.call(conv1.call(input)), inplace: true);
        x = bn2.call(conv2.call(x));
        return functional.relu(x.add_(shortcut), inplace: true);
    }

    public OnnxValue ToOnnx(OnnxGraph graph, OnnxValue input)
    {
        var shortcut = downsample?.ToOnnx(graph, input) ?? input;
        var x = graph.Node("Relu", [bn1.ToOnnx(graph, conv1.ToOnnx(graph, input))]);
        x = bn2.ToOnnx(graph, conv2.ToOnnx(graph, x));
        return graph.Node("Relu", [graph.Node("Add", [x, shortcut])]);
    }
}

/// <summary>The 1x1 convolution beside a block. In PyTorch it is a sequence, whose parts have numbers for names.</summary>
internal sealed class Shortcut : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "0")]
    private readonly Convolution convolution;
    [ComponentName(Name = "1")]
    private readonly BatchNormalization normalization;

    public Shortcut(int inputChannels, int outputChannels, int stride) : base(nameof(Shortcut))
    {
        convolution = new Convolution(inputChannels, outputChannels, 1, stride);
        normalization = new BatchNormalization(outputChannels);
        RegisterComponents();
    }

    public void Initialize(Generator generator)
    {
        convolution.Initialize(generator);
        normalization.reset_parameters();
    }

    public override Tensor forward(Tensor input) => normalization.call(convolution.call(input));

    public OnnxValue ToOnnx(OnnxGraph graph, OnnxValue input) => normalization.ToOnnx(graph, convolution.ToOnnx(graph, input));
}
