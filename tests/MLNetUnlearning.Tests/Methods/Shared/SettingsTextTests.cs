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
    public void A_method_that_needs_arguments_tells_all_its_settings() =>
        Assert.Equal("demanding (Strength = 2)", new Demanding("x") { Strength = 2 }.ToString());

    [Fact]
    public void Architectures_and_augmentation_are_told_in_words()
    {
        Assert.Equal("ResNet18 of width 16", KnownNetworks.ResNet18(16).ToString());
        Assert.Equal("random crops after padding by 4, random mirroring", new Augmentation().ToString());
        Assert.Equal("random crops after padding by 2", new Augmentation { Padding = 2, HorizontalFlip = false }.ToString());
    }

    private abstract record Named : UnlearningMethod
    {
        public override string Name => "demanding";

        public override void Unlearn(UnlearningRun run) => throw new NotSupportedException();
    }

    private sealed record Demanding : Named
    {
        public Demanding(string reason) => Reason = reason;

        public string Reason { get; }

        public int Strength { get; init; }
    }
}
