using MLNetUnlearning.Onnx;
using static TorchSharp.torch.nn;

namespace MLNetUnlearning.Networks;

/// <summary>The architecture of a small network for tests and quick trials; made by <see cref="KnownNetworks.SmallConvNet"/>.</summary>
internal sealed record SmallConvNetArchitecture : SizedArchitecture
{
    public SmallConvNetArchitecture(int width, ImageNormalization? normalization) : base(width, normalization)
    {
    }

    public override string Name => "SmallConvNet";

    protected override ClassifierNetwork Make(FeatureShape shape, int numberOfClasses) => new SmallConvNet(this, shape, numberOfClasses);

    internal override IEnumerable<WeightShape> Weights(FeatureShape shape, int numberOfClasses)
    {
        long width = Width;
        return WeightShape.Convolution("conv1", shape.Channels, width, 3)
            .Concat(WeightShape.BatchNormalization("bn1", width))
            .Concat(WeightShape.Convolution("conv2", width, 2 * width, 3))
            .Concat(WeightShape.BatchNormalization("bn2", 2 * width))
            .Concat(WeightShape.Convolution("conv3", 2 * width, 4 * width, 3))
            .Concat(WeightShape.BatchNormalization("bn3", 4 * width))
            .Concat(WeightShape.Linear("fc", 4 * width, numberOfClasses));
    }
}

/// <summary>Three 3x3 convolutions of stride 2 with batch normalisation, average pooling, one linear layer.</summary>
internal sealed class SmallConvNet : ClassifierNetwork
{
    private readonly Convolution conv1;
    private readonly BatchNormalization bn1;
    private readonly Convolution conv2;
    private readonly BatchNormalization bn2;
    private readonly Convolution conv3;
    private readonly BatchNormalization bn3;
    private readonly LinearLayer fc;
    private readonly ImageNormalization normalization;

    public SmallConvNet(SmallConvNetArchitecture architecture, FeatureShape shape, int numberOfClasses)
        : base(architecture, shape, numberOfClasses)
    {
        var width = architecture.Width;
        normalization = ImageNormalization.For(shape.Channels, architecture.Normalization);
        conv1 = new Convolution(shape.Channels, width, 3, 2);
        bn1 = new BatchNormalization(width);
        conv2 = new Convolution(width, 2 * width, 3, 2);
        bn2 = new BatchNormalization(2 * width);
        conv3 = new Convolution(2 * width, 4 * width, 3, 2);
        bn3 = new BatchNormalization(4 * width);
        fc = new LinearLayer(4 * width, numberOfClasses);
        RegisterComponents();
    }

    public override void Initialize(Generator generator)
    {
        foreach (var convolution in (Convolution[])[conv1, conv2, conv3])
            convolution.Initialize(generator);
        foreach (var batchNormalization in (BatchNormalization[])[bn1, bn2, bn3])
            batchNormalization.reset_parameters();
        fc.Initialize(generator);
    }

    public override bool CanComputeIn(Precision precision) => true;

    public override (Tensor Logits, Tensor Features) forward(Tensor images)
    {
        var x = normalization.Apply(images, ComputesInHalf); // b x C x H x W
        x = functional.relu(bn1.call(conv1.call(x)), inplace: true); // b x w x H/2 x W/2
        x = functional.relu(bn2.call(conv2.call(x)), inplace: true); // b x 2w x H/4 x W/4
        x = functional.relu(bn3.call(conv3.call(x)), inplace: true); // b x 4w x H/8 x W/8
        var features = AveragePooling.Apply(x); // b x 4w
        return (fc.Logits(features), features);
    }

    public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue images)
    {
        var x = normalization.ToOnnx(graph, images);
        x = graph.Node("Relu", [bn1.ToOnnx(graph, conv1.ToOnnx(graph, x))]);
        x = graph.Node("Relu", [bn2.ToOnnx(graph, conv2.ToOnnx(graph, x))]);
        x = graph.Node("Relu", [bn3.ToOnnx(graph, conv3.ToOnnx(graph, x))]);
        return fc.ToOnnx(graph, AveragePooling.ToOnnx(graph, x));
    }
}
