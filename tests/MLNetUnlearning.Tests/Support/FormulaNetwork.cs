using TorchSharp.Modules;

namespace MLNetUnlearning.Tests;

/// <summary>Logits that are a formula of the pixels, b x P, and of some weights: what comes out can be told by hand.</summary>
internal sealed class FormulaNetwork : ClassifierNetwork
{
    private readonly Func<Tensor, Parameter[], Tensor> logits;
    private readonly Parameter[] weights;

    public FormulaNetwork(int numberOfPixels, int numberOfClasses, Func<Tensor, Parameter[], Tensor> logits, params Tensor[] weights)
        : base(KnownNetworks.SmallConvNet(), FeatureShape.Image(numberOfPixels, 1, 1), numberOfClasses)
    {
        (this.logits, this.weights) = (logits, [.. weights.Select(weight => new Parameter(weight))]);
        for (var i = 0; i < weights.Length; i++) register_parameter($"weight{i}", this.weights[i]);
    }

    public override void Initialize(Generator generator)
    {
    }

    public override (Tensor Logits, Tensor Features) forward(Tensor images)
    {
        var pixels = images.flatten(1);
        return (logits(pixels, weights), pixels);
    }
}
