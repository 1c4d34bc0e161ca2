using Microsoft.ML;
using MLNetUnlearning.Attacks;
using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Onnx;
using MLNetUnlearning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNetUnlearning.Outsider.Tests;

/// <summary>A network of one's own: a single linear layer on the pixels.</summary>
internal sealed record OneLayer : NetworkArchitecture
{
    public override string Name => "one layer";

    public override ClassifierNetwork Create(FeatureShape shape, int numberOfClasses, Generator generator)
    {
        var network = new OneLayerNetwork(this, shape, numberOfClasses);
        network.Initialize(generator);
        return network;
    }
}

internal sealed class OneLayerNetwork : ClassifierNetwork
{
    private readonly Parameter weight; // K x C*H*W

    public OneLayerNetwork(NetworkArchitecture architecture, FeatureShape shape, int numberOfClasses)
        : base(architecture, shape, numberOfClasses)
    {
        weight = new Parameter(empty(numberOfClasses, shape.Size));
        RegisterComponents();
    }

    public override void Initialize(Generator generator)
    {
        using var noGradient = no_grad();
        weight.normal_(0, 0.01, generator);
    }

    public override (Tensor Logits, Tensor Features) forward(Tensor images)
    {
        var pixels = images.reshape(images.shape[0], -1) - 0.5; // b x C*H*W
        return (pixels.matmul(weight.t()), pixels);
    }

    public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue images)
    {
        using var half = tensor(0.5f);
        var pixels = graph.Node("Sub", [graph.Node("Flatten", [images], new OnnxAttribute("axis", 1)), graph.Constant(half)]);
        return graph.Node("Gemm", [pixels, graph.Constant(weight)], new OnnxAttribute("transB", 1));
    }
}

/// <summary>A method of one's own: some epochs on the retained rows, at a low rate.</summary>
internal sealed record Refresh : UnlearningMethod
{
    public int NumberOfEpochs { get; init; } = 2;

    public override string Name => "refresh";

    public override IEnumerable<string> Violations() => new SettingChecks().AtLeast(NumberOfEpochs, 1);

    public override void Unlearn(UnlearningRun run) => TrainingLoop.Train(
        run.Network, run.Split.Retain, run.Recipe with { NumberOfEpochs = NumberOfEpochs, Milestones = [], LearningRate = 0.01 },
        run.Generator, "refreshing", run.Progress, run.CancellationToken);
}

/// <summary>An attack of one's own: a row is a member where the model is as sure of it as of the average member.</summary>
internal sealed record SureOfIt : MembershipAttack
{
    public override string Name => "confidence, mean of members";

    public override IReadOnlyList<MembershipSignal> Signals => [MembershipSignal.Confidence];

    public override MembershipScore Train(MLContext context, IReadOnlyList<double[]> members, IReadOnlyList<double[]> nonMembers)
    {
        var mean = members.Average(signals => signals[0]);
        return signals => signals[0] - mean;
    }
}
