namespace MLNetUnlearning.Tests;

/// <summary>Settings are API: the defaults are those of the documentation, the published recipes those of the papers.</summary>
public sealed class MethodSettingsTests
{
    private static readonly OptimizerSettings Long = Descent(10, 0.01, batch: 256);
    private static readonly OptimizerSettings Undecayed = Long with { WeightDecay = 0 };
    private static readonly OptimizerSettings LongByLabels = Descent(10, 0.013, batch: 256);
    private static readonly OptimizerSettings PublishedScrub =
        Descent(10, 5e-4, batch: 64, weightDecay: 0.1) with { DecayToZero = true, Adam = true };
    private static readonly OptimizerSettings Adam = Descent(1, 1e-4, batch: 256, weightDecay: 0) with { Adam = true };

    public static TheoryData<UnlearningMethod, UnlearningMethod> Defaults => new()
    {
        { new BadTeacher(),
            new BadTeacher { RandomRows = Shares(0.2, 0.5), WholeClass = Shares(0.2, 0.5), RetainedShare = 1, Temperature = 1 } },
        { new BoundaryShrink(),
            new BoundaryShrink { RandomRows = Shares(0.2, 0.3), WholeClass = Shares(0.1, 0.2), Step = 0.1, KeepsRetained = true } },
        { new FineTune(), new FineTune { RandomRows = Shares(0.3, 0.5), WholeClass = Shares(0.1, 0.5) } },
        { new GradientAscent(),
            new GradientAscent
            {
                RandomRows = Shares(0.02, 0.02), WholeClass = Shares(0.02, 0.015), LossLimit = 2, StopWhenReached = true,
            } },
        { new L1Sparse(), new L1Sparse { RandomRows = Shares(0.3, 0.5), WholeClass = Shares(0.1, 0.5), Sparsity = 5e-4 } },
        { new NegGradPlus(),
            new NegGradPlus { RandomRows = Shares(0.2, 0.5), WholeClass = Shares(0.1, 0.2), AscentWeight = 0.1, LossLimit = 1.5 } },
        { new RandomLabels(), new RandomLabels { RandomRows = Shares(0.2, 0.5), WholeClass = Shares(0.1, 0.2) } },
        { new SaliencyUnlearning(),
            new SaliencyUnlearning { RandomRows = Shares(0.2, 0.5), WholeClass = Shares(0.1, 0.2), SalientShare = 0.5 } },
        { new Scrub(), Scrub(Shares(0.2, 0.5), Shares(0.2, 0.5), maxEpochs: 4, divergenceLimit: 4) },
    };

    public static TheoryData<UnlearningMethod, UnlearningMethod> Published => new()
    {
        { BadTeacher.Published, new BadTeacher { RandomRows = Adam, WholeClass = Adam, RetainedShare = 0.3, Temperature = 1 } },
        { BoundaryShrink.Published,
            new BoundaryShrink { RandomRows = Descent(10, 1e-5), WholeClass = Descent(10, 1e-5), Step = 0.1, KeepsRetained = false } },
        { FineTune.Published, new FineTune { RandomRows = Long, WholeClass = Long } },
        { GradientAscent.Published,
            new GradientAscent
            {
                RandomRows = Descent(5, 1e-4, 256), WholeClass = Descent(5, 1e-4, 256), LossLimit = null, StopWhenReached = false,
            } },
        { L1Sparse.Published, new L1Sparse { RandomRows = Long, WholeClass = Long, Sparsity = 5e-4 } },
        { NegGradPlus.Published,
            new NegGradPlus { RandomRows = Undecayed, WholeClass = Undecayed, AscentWeight = 0.05, LossLimit = null } },
        { RandomLabels.Published, new RandomLabels { RandomRows = LongByLabels, WholeClass = LongByLabels } },
        { SaliencyUnlearning.Published,
            new SaliencyUnlearning { RandomRows = LongByLabels, WholeClass = LongByLabels, SalientShare = 0.5 } },
        { MLNetUnlearning.Methods.Scrub.Published,
            Scrub(PublishedScrub, PublishedScrub, maxEpochs: 3, divergenceLimit: null) },
        { FisherForgetting.Published, new FisherForgetting { Strengths = [1e-9, 3e-9, 1e-8, 3e-8, 1e-7, 3e-7, 1e-6] } },
        { InfluenceUnlearning.Published, new InfluenceUnlearning { Strengths = [1, 2, 5, 10, 20, 50, 100] } },
        { SelectiveSynapticDampening.Published, new SelectiveSynapticDampening { SelectionWeights = [10] } },
    };

    public static TheoryData<UnlearningMethod, string[]> Wrong => new()
    {
        { new BadTeacher { RetainedShare = 0, Temperature = 0 }, ["RetainedShare is 0", "Temperature is 0"] },
        { new BoundaryShrink { Step = 0 }, ["Step is 0"] },
        { new GradientAscent { LossLimit = 0 }, ["LossLimit is 0"] },
        { new L1Sparse { Sparsity = -1 }, ["Sparsity is -1"] },
        { new NegGradPlus { AscentWeight = 1, LossLimit = -1 }, ["AscentWeight is 1", "LossLimit is -1"] },
        { new SaliencyUnlearning { SalientShare = 0 }, ["SalientShare is 0"] },
        { new SaliencyUnlearning { SalientShare = 1.1 }, ["SalientShare is 1.1"] },
        { new SaliencyUnlearning { SalientShare = double.NaN }, ["SalientShare is NaN"] },
        { new Scrub { MaxEpochs = 0, DivergenceWeight = -1, CrossEntropyWeight = double.NaN, Temperature = 0, DivergenceLimit = 0 },
            ["MaxEpochs is 0", "DivergenceWeight is -1", "CrossEntropyWeight is NaN", "Temperature is 0", "DivergenceLimit is 0"] },
        { new FisherForgetting { BatchSize = 0, Strengths = [] }, ["Strengths is []", "BatchSize is 0"] },
        { new InfluenceUnlearning { Strengths = null! }, ["Strengths is null"] },
        { new InfluenceUnlearning { NumberOfRows = 0, Strengths = [-1] }, ["Strengths is [-1]", "NumberOfRows is 0"] },
        { new SelectiveSynapticDampening { BatchSize = 0, SelectionWeights = [1, 2], DampeningConstant = 0 },
            ["SelectionWeights is [1, 2]", "DampeningConstant is 0", "BatchSize is 0"] },
    };

    [Theory, MemberData(nameof(Defaults)), MemberData(nameof(Published))]
    public void Settings_are_pinned_and_in_range(UnlearningMethod method, UnlearningMethod expected)
    {
        Assert.Equal(SettingsText.Of(expected), SettingsText.Of(method));
        Assert.Equal(expected, method);
        Assert.Empty(method.Violations());
    }

    [Theory, MemberData(nameof(Wrong))]
    public void All_settings_out_of_range_are_named(UnlearningMethod method, string[] named) =>
        Assert.Equal(named, method.Violations().Select(violation => violation.Split(';')[0]));

    [Fact]
    public void All_settings_of_the_methods_that_step_once_are_pinned()
    {
        Assert.Equal(
            "Strengths = [1E-09, 3E-09, 1E-08, 3E-08, 1E-07, 3E-07, 1E-06, 3E-06, 1E-05], BatchSize = 32",
            SettingsText.Of(new FisherForgetting()));
        Assert.Equal(
            "Strengths = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100], NumberOfRows = 1000", SettingsText.Of(new InfluenceUnlearning()));
        Assert.Equal(
            "SelectionWeights = [1000, 500, 200, 100, 50, 20, 10, 5, 2], DampeningConstant = 1, BatchSize = 64",
            SettingsText.Of(new SelectiveSynapticDampening()));
    }

    private static OptimizerSettings Descent(int epochs, double rate, int batch = 64, double weightDecay = 5e-4) => new()
    {
        NumberOfEpochs = epochs,
        BatchSize = batch,
        LearningRate = rate,
        DecayToZero = false,
        Momentum = 0.9,
        WeightDecay = weightDecay,
    };

    /// <summary>Everything that rows and training decide is open.</summary>
    private static OptimizerSettings Shares(double ofSteps, double ofRate) => new()
    {
        TrainingShare = ofSteps,
        NumberOfSteps = null,
        NumberOfEpochs = null,
        BatchSize = null,
        LearningRateShare = ofRate,
        LearningRate = null,
        DecayToZero = true,
        Momentum = 0.9,
        WeightDecay = 5e-4,
        Adam = false,
    };

    private static Scrub Scrub(OptimizerSettings randomRows, OptimizerSettings wholeClass, int maxEpochs, double? divergenceLimit) => new()
    {
        RandomRows = randomRows,
        WholeClass = wholeClass,
        MaxEpochs = maxEpochs,
        DivergenceWeight = 0.5,
        CrossEntropyWeight = 1,
        Temperature = 2,
        DivergenceLimit = divergenceLimit,
        Rewinds = false,
    };
}
