using MLNetUnlearning.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNetUnlearning.Tests;

/// <summary>Logits that are a matrix times the pixels: gradients can be told by hand.</summary>
internal sealed class PixelNetwork : ClassifierNetwork
{
    private readonly Parameter weight; // K x pixels

    public PixelNetwork(Tensor weight) : base(KnownNetworks.SmallConvNet(), FeatureShape.Image((int)weight.shape[1], 1, 1), (int)weight.shape[0])
    {
        this.weight = new Parameter(weight);
        RegisterComponents();
    }

    public override void Initialize(Generator generator)
    {
    }

    public override (Tensor Logits, Tensor Features) forward(Tensor images)
    {
        var pixels = images.flatten(1);
        return (pixels.mm(weight.t()), pixels);
    }
}
