namespace MLNetUnlearning.Tests;

public sealed class SettingsTextTests
{
    [Fact]
    public void A_method_with_its_defaults_is_its_name() => Assert.Equal("adversarial min-max", new AdversarialMinMax().ToString());

    [Fact]
    public void Otherwise_it_tells_what_differs_from_them() => Assert.Equal(
        "adversarial min-max (RandomRows = (UnseenRows = ForgottenClasses), "
        + "WholeClass = (AdversarialIterations = 5, AdversarialBatchSize = 16, DecayToZero = false), MaximumPull = 2, Noise = 0.01)",
        new AdversarialMinMax
        {
            Noise = 0.01,
            MaximumPull = 2,
            RandomRows = new AdversarialMinMax().RandomRows with { UnseenRows = UnseenRows.ForgottenClasses },
            WholeClass = new AdversarialMinMax().WholeClass with
            {
                AdversarialBatchSize = 16,
                AdversarialIterations = 5,
                DecayToZero = false,
            },
        }.ToString());

    [Fact]
    public void The_history_keeps_all_settings()
    {
        var settings = SettingsText.Of(new AdversarialMinMax());
        Assert.StartsWith("RandomRows = (AdversarialIterations = none, StopAtAttackerAccuracy = none, ", settings);
        Assert.EndsWith("ProjectorWidth = none, RegularisePerClass = false", settings);
    }

    [Fact]
    public void What_is_open_and_what_chose_it_are_never_told_together()
    {
        var open = new OptimizerSettings();
        const string Rest = "DecayToZero = true, Momentum = 0.9, WeightDecay = 0.0005, Adam = false";
        Assert.Equal($"TrainingShare = 0.1, LearningRateShare = 0.2, {Rest}", SettingsText.Of(open));
        Assert.Equal(
            $"NumberOfSteps = 7, BatchSize = 8, LearningRate = 0.5, {Rest}",
            SettingsText.Of(open with { NumberOfSteps = 7, BatchSize = 8, LearningRate = 0.5 }));
        Assert.Equal($"NumberOfEpochs = 7, LearningRateShare = 0.2, {Rest}", SettingsText.Of(open with { NumberOfEpochs = 7 }));
        Assert.Equal($"TrainingShare = 0.1, LearningRate = 0.5, {Rest}", SettingsText.Of(open with { LearningRate = 0.5 }));
    }

    [Fact]
    public void A_published_instance_tells_what_it_states()
    {
        Assert.Equal(
            "fine-tuning (RandomRows = (NumberOfEpochs = 10, BatchSize = 256, LearningRate = 0.01, DecayToZero = false), "
            + "WholeClass = (NumberOfEpochs = 10, BatchSize = 256, LearningRate = 0.01, DecayToZero = false))",
            FineTune.Published.ToString());
        Assert.Equal(
            "fine-tuning (WholeClass = (TrainingShare = 0.2))",
            new FineTune { WholeClass = new() { TrainingShare = 0.2, LearningRateShare = 0.5 } }.ToString());
    }

    [Fact]
    public void What_a_method_states_by_default_and_a_user_leaves_open_is_told()
    {
        Assert.Equal("stating", new Stating().ToString());
        Assert.Equal(
            "stating (Descent = (TrainingShare = 0.3, NumberOfEpochs = none, BatchSize = none))",
            new Stating { Descent = new() { TrainingShare = 0.3 } }.ToString());
        Assert.Equal(
            "stating (Descent = (NumberOfSteps = 9, NumberOfEpochs = none))",
            new Stating { Descent = new() { NumberOfSteps = 9, BatchSize = 8 } }.ToString());
    }

    [Fact]
    public void A_method_that_needs_arguments_tells_all_its_settings() =>
        Assert.Equal("demanding (Strength = 2)", new Demanding("x") { Strength = 2 }.ToString());

    [Fact]
    public void Architectures_and_augmentation_are_told_in_words()
    {
        Assert.Equal("ResNet18 of width 16", KnownNetworks.ResNet18(16).ToString());
        Assert.Equal("random crops after padding by an eighth of the side, random mirroring", new Augmentation().ToString());
        Assert.Equal("random crops after padding by 2", new Augmentation { Padding = 2, HorizontalFlip = false }.ToString());
    }

    private abstract record Named(string Called) : UnlearningMethod
    {
        public string Called { get; } = Called; // no setting

        public override string Name => Called;

        public override void Unlearn(UnlearningRun run) => throw new NotSupportedException();
    }

    private sealed record Stating() : Named("stating")
    {
        public OptimizerSettings Descent { get; init; } = new() { NumberOfEpochs = 5, BatchSize = 8 };
    }

    private sealed record Demanding : Named
    {
        public Demanding(string reason) : base("demanding") => Reason = reason;

        public string Reason { get; }

        public int Strength { get; init; }
    }
}
