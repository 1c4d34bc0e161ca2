namespace MLNetUnlearning.Tests;

public sealed class PrecisionTests
{
    private static TrainingRecipe Half => Tiny.Recipe with { Precision = Precision.BFloat16 };

    private static MLContext Context => new(seed: 1);

    private static NeuralClassifier Trained(TrainingRecipe recipe) =>
        Context.Unlearning().TrainClassifier(recipe, network: Tiny.Network).Fit(Tiny.Rows());

    [Fact]
    public void The_default_is_float32() => Assert.Equal(Precision.Float32, new TrainingRecipe().Precision);

    [Fact]
    public void Fewer_digits_learn_the_same_rows()
    {
        using var classifier = Trained(Half);
        var scored = classifier.Transform(Tiny.Rows());
        Assert.Equal(1, Context.MulticlassClassification.Evaluate(scored).MicroAccuracy);
    }

    [Fact]
    public void Weights_and_statistics_stay_float32_and_differ_from_those_of_float32()
    {
        using var half = Trained(Half);
        using var whole = Trained(Tiny.Recipe);
        Assert.All(half.Weights.Values, weight => Assert.True(weight.dtype is ScalarType.Float32 or ScalarType.Int64));
        Assert.NotEqual(Tiny.Weights(whole)["conv1.weight"], Tiny.Weights(half)["conv1.weight"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Maps_have_16_bits_in_training_mode_only_and_logits_never(bool isResNet)
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(3);
        using var network = Tiny.Fresh(isResNet ? KnownNetworks.ResNet18(2) : Tiny.Network);
        var images = rand([4, 3, Tiny.Side, Tiny.Side], generator: generator);
        network.eval();
        var exact = network.forward(images).Logits;
        network.Precision = Precision.BFloat16;
        Assert.Equal(0, (network.forward(images).Logits - exact).abs().max().ToDouble()); // in evaluation mode nothing has changed
        network.train();
        Assert.True(network.ComputesInHalf);
        var (logits, features) = network.forward(images);
        Assert.Equal((ScalarType.Float32, ScalarType.Float32), (logits.dtype, features.dtype));
        network.Precision = Precision.Float32;
        var difference = (network.forward(images).Logits - logits).abs().max().ToDouble();
        Assert.InRange(difference, 1e-6, 0.2); // 8 bits of digits
    }

    [Fact]
    public void Gradients_are_near_those_of_float32()
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(3);
        using var network = Tiny.Fresh(KnownNetworks.SmallConvNet(8));
        var images = rand([64, 3, Tiny.Side, Tiny.Side], generator: generator);
        Tensor Gradient(Precision precision)
        {
            network.Precision = precision;
            network.zero_grad();
            Losses.CrossEntropy(network.forward(images).Logits, NewTensor.Range(0, 64).remainder(3)).backward();
            return cat([.. network.parameters().Select(weight => weight.grad!.flatten().clone())]);
        }
        var (exact, rounded) = (Gradient(Precision.Float32), Gradient(Precision.BFloat16));
        Assert.InRange(((rounded - exact).norm() / exact.norm()).ToDouble(), 1e-4, 0.2);
    }

    [Fact]
    public void Unlearning_and_copies_keep_the_precision_of_training()
    {
        using var classifier = Trained(Half);
        Precision? seen = null;
        using var unlearned = Context.Unlearn(
            classifier, new LookingMethod(run => seen = run.Network.Copy(run.Device).Precision), unseen: Tiny.Unseen).Fit(Tiny.Rows());
        Assert.Equal(Precision.BFloat16, seen);
        Assert.Equal(Precision.BFloat16, unlearned.Recipe.Precision);
    }

    [Fact]
    public void Noise_that_fewer_digits_would_lose_is_seen_in_float32()
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(3);
        using var network = Tiny.Fresh(Tiny.Network);
        var images = rand([8, 3, Tiny.Side, Tiny.Side], generator: generator);
        var directions = NewTensor.RandomNormal([2, 8, 3, Tiny.Side, Tiny.Side], generator);
        Tensor Sensitivity(Precision precision)
        {
            network.Precision = precision;
            return NoiseSensitivity.Of(network, images, network.forward(images).Logits, directions, 1e-3);
        }
        var (exact, rounded) = (Sensitivity(Precision.Float32), Sensitivity(Precision.BFloat16));
        TorchFixture.AssertClose(exact, rounded, 1e-3);
        Assert.Equal(Precision.BFloat16, network.Precision);
    }

    [Fact]
    public void A_network_that_does_not_know_it_says_so()
    {
        var error = Assert.Throws<NotSupportedException>(() =>
            Context.Unlearning().TrainClassifier(Half, network: KnownNetworks.Mlp([4])).Fit(Tiny.Rows()));
        Assert.Equal(
            "The network Mlp computes in Float32 only: leave Precision of the recipe as it is, or override CanComputeIn in Mlp.",
            error.Message);
    }

    [Fact]
    public void A_file_keeps_it_and_older_versions_have_none()
    {
        using var classifier = Trained(Half);
        var good = Saved.Bytes(classifier);
        using var back = Saved.Load(good);
        Assert.Equal(Half.Precision, back.Recipe.Precision);
        Assert.EndsWith(", BFloat16", back.Recipe.ToString());
        Assert.Contains("recipe.precision is of a newer version than the file", Saved.Refusal(
            ZipFiles.Forged(good, manifest => manifest.Replace("\"formatVersion\": 5", "\"formatVersion\": 4"))));
        Assert.Contains("recipe.precision is 'Float8'", Saved.Refusal(
            ZipFiles.Forged(good, manifest => manifest.Replace("\"BFloat16\"", "\"Float8\""))));
    }

    /// <summary>Looks at the run, and changes nothing.</summary>
    private sealed record LookingMethod(Action<UnlearningRun> Look) : UnlearningMethod
    {
        public override string Name => "looking";

        public override IReadOnlyList<UnlearningStage> Stages(UnlearningSize size) => [];

        public override IEnumerable<string> Violations() => [];

        public override void Unlearn(UnlearningRun run) => Look(run);
    }
}
