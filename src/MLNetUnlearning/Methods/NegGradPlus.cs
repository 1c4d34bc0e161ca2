using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>NegGrad+: climbs the loss of the forgotten rows while descending that of the retained ones.</summary>
/// <remarks>
/// <para>Choose it over <see cref="GradientAscent"/> where the retained rows are at hand: they hold the network together while the
/// forgotten ones push it away.</para>
/// <para>The loss is (1 - w) CE(retained) - w mean min(CE(forgotten), limit); each step takes a batch of either.</para>
/// <para>Source: Kurmanji et al., "Towards Unbounded Machine Unlearning", NeurIPS 2023, where it is a baseline; <see cref="Published"/> is
/// its recipe. It differs from published code in the limit, without which the second term wins in the end, whatever w.</para>
/// </remarks>
public sealed record NegGradPlus : UnlearningMethod
{
    /// <summary>Published settings (CIFAR-10, a few rows of each class): 10 epochs at 0.01, batches of 256, w = 0.05, no weight decay, no
    /// limit.</summary>
    public static NegGradPlus Published { get; } =
        new() { RandomRows = PublishedDescent, WholeClass = PublishedDescent, AscentWeight = 0.05, LossLimit = null };

    private static OptimizerSettings PublishedDescent =>
        new() { NumberOfEpochs = 10, BatchSize = 256, LearningRate = 0.01, WeightDecay = 0 };

    /// <inheritdoc/>
    public override string Name => "NegGrad+";

    /// <summary>The descent where rows of many classes are forgotten; its epochs are passes over the retained rows.</summary>
    /// <value>3 epochs at 0.1, falling to 0. More epochs or a higher rate forget more.</value>
    public OptimizerSettings RandomRows { get; init; } = new() { NumberOfEpochs = 3, LearningRate = 0.1, DecayToZero = true };

    /// <summary>The descent where all rows of one class are forgotten; its epochs are passes over the retained rows.</summary>
    /// <value>2 epochs at 0.1, falling to 0. More epochs or a higher rate forget more.</value>
    public OptimizerSettings WholeClass { get; init; } = new() { NumberOfEpochs = 2, LearningRate = 0.1, DecayToZero = true };

    /// <summary>w, the weight of the forgotten rows' loss, in (0, 1); that of the retained rows' is 1 - w.</summary>
    /// <value>0.1. Higher forgets more and harms the retained rows more.</value>
    public double AscentWeight { get; init; } = 0.1;

    /// <summary>The cross-entropy, by natural logarithm, at which a forgotten row is climbed no further.</summary>
    /// <value>1.5: the true class still gets a fifth of the probability. Higher forgets more; null climbs without end, as
    /// published.</value>
    public double? LossLimit { get; init; } = 1.5;

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks()
        .Nested(RandomRows)
        .Nested(WholeClass)
        .Check(AscentWeight, AscentWeight is > 0 and < 1, "in (0, 1)")
        .Positive(LossLimit);

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        var (retain, forget) = (run.Split.Retain, run.Split.Forget);
        var settings = run.Split.Choose(RandomRows, WholeClass);
        var batch = Math.Min(settings.BatchSize, forget.Count);
        run.Descend(retain.Count, settings, "descending and climbing", step =>
        {
            var kept = run.CrossEntropy(retain, step.Indices);
            var climbed = run.BoundedCrossEntropy(forget, Batches.Draw(forget.Count, batch, run.Generator), LossLimit);
            return (1 - AscentWeight) * kept - AscentWeight * climbed;
        });
    }
}
