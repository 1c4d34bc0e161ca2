using TorchSharp.Modules;

namespace MLNetUnlearning.Tests;

/// <summary>A network that the library does not know: one linear layer on the pixels.</summary>
internal sealed record OwnArchitecture(string Title = "one layer") : NetworkArchitecture
{
    public override string Name => Title;

    public override ClassifierNetwork Create(FeatureShape shape, int numberOfClasses, Generator generator)
    {
        var network = new OwnNetwork(this, shape, numberOfClasses);
        network.Initialize(generator);
        return network;
    }

    private sealed class OwnNetwork : ClassifierNetwork
    {
        private readonly Parameter weight; // K x C*H*W

        public OwnNetwork(NetworkArchitecture architecture, FeatureShape shape, int numberOfClasses)
            : base(architecture, shape, numberOfClasses)
        {
            weight = new Parameter(empty(numberOfClasses, shape.Size));
            RegisterComponents();
        }

        public override void Initialize(Generator generator)
        {
            using var none = no_grad();
            weight.normal_(0, 0.01, generator);
        }

        public override (Tensor Logits, Tensor Features) forward(Tensor images)
        {
            var pixels = images.reshape(images.shape[0], -1); // b x C*H*W
            return (pixels.matmul(weight.t()), pixels);
        }
    }
}
