using TorchSharp.Modules;

namespace MLNetUnlearning.Tests;

public sealed class SaliencyUnlearningTests(LearntPictures pictures) : IClassFixture<LearntPictures>
{
    private static readonly OptimizerSettings Descent = LearntPictures.Descent;

    [Theory, InlineData(0.1), InlineData(0.5)]
    public void Weights_that_are_not_salient_keep_their_bits_and_the_salient_ones_move(double share)
    {
        var method = new SaliencyUnlearning { RandomRows = Descent, SalientShare = share };
        int[] before = Bits(LearntPictures.Weights(pictures.Original)), after = Bits(pictures.WeightsAfter(method, pictures.RandomRows()));
        var moved = before.Zip(after).Count(weight => weight.First != weight.Second);
        Assert.InRange(moved, 0.9 * share * before.Length, Math.Ceiling(share * before.Length));
    }

    [Fact]
    public void Weights_of_the_last_layer_that_lead_to_the_forgotten_class_are_salient()
    {
        // The gradient of a bias of the last layer is the mean of p - y: largest at the class that all forgotten rows have.
        var after = pictures.WeightsAfter(new SaliencyUnlearning { WholeClass = Descent, SalientShare = 0.02 }, pictures.WholeClass());
        Assert.NotEqual(LearntPictures.Weights(pictures.Original)["fc.bias"][0], after["fc.bias"][0]);
    }

    [Fact]
    public void The_forgotten_class_is_lost_and_the_others_are_kept()
    {
        var split = pictures.WholeClass();
        var network = pictures.After(new SaliencyUnlearning { WholeClass = Descent }, split);
        Assert.True(LearntPictures.Loss(network, split.Retain) < 0.3);
        Assert.True(LearntPictures.Loss(network, split.Forget) > Math.Log(LearntPictures.NumberOfClasses));
    }

    [Fact]
    public void Weights_that_are_frozen_or_that_no_row_reaches_stay()
    {
        var ml = new MLContext(seed: 1);
        using var original = ml.Unlearning().TrainClassifier(Tiny.Recipe, network: new PartlyLearning()).Fit(Tiny.Rows());
        using var unlearned = ml.Unlearn(original, new SaliencyUnlearning(), seed: 2).Fit(Tiny.Rows(forget: row => row == 1));
        var (before, after) = (Tiny.Weights(original), Tiny.Weights(unlearned));
        Assert.NotEqual(before["weight"], after["weight"]);
        foreach (var name in new[] { "factor", "unused" }) Assert.Equal(before[name], after[name]);
    }

    private static int[] Bits(Dictionary<string, float[]> weights) =>
        [.. weights.Values.SelectMany(values => values).Select(BitConverter.SingleToInt32Bits)];

    /// <summary>A linear layer that learns, a factor that is frozen, and a head that plays no part.</summary>
    private sealed record PartlyLearning : NetworkArchitecture
    {
        public override string Name => "partly learning";

        public override ClassifierNetwork Create(FeatureShape shape, int numberOfClasses, Generator generator)
        {
            var network = new Network(this, shape, numberOfClasses);
            network.Initialize(generator);
            return network;
        }

        private sealed class Network : ClassifierNetwork
        {
            private readonly Parameter weight, factor, unused;

            public Network(NetworkArchitecture architecture, FeatureShape shape, int numberOfClasses)
                : base(architecture, shape, numberOfClasses)
            {
                weight = new Parameter(empty(numberOfClasses, shape.Size));
                factor = new Parameter(ones(1), requires_grad: false);
                unused = new Parameter(ones(2));
                RegisterComponents();
            }

            public override void Initialize(Generator generator)
            {
                using var none = no_grad();
                weight.normal_(0, 0.01, generator);
            }

            public override (Tensor Logits, Tensor Features) forward(Tensor images)
            {
                var pixels = images.reshape(images.shape[0], -1);
                return (pixels.matmul(weight.t()) * factor, pixels);
            }
        }
    }
}
