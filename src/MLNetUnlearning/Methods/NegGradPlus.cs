using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>NegGrad+: raises the loss of the forgotten rows while it lowers that of the retained rows.</summary>
/// <remarks>
/// <para>Choose it over <see cref="GradientAscent"/> where the retained rows are at hand. They hold the network together while the loss of
/// the forgotten rows rises.</para>
/// <para>The loss is (1 - w) CE(retained) - w mean min(CE(forgotten), limit). Each step takes a batch of each kind.</para>
/// <para>Source: Kurmanji et al., "Towards Unbounded Machine Unlearning", NeurIPS 2023, where it is a baseline; <see cref="Published"/> is
/// its recipe. It differs from published code in the limit. Without it the second term wins in the end, however small w is.</para>
/// </remarks>
public sealed record NegGradPlus : DescentMethod
{
    /// <summary>Published settings (CIFAR-10, a few rows of each class): 10 epochs at 0.01, batches of 256, w = 0.05, no weight decay, no
    /// limit.</summary>
    public static NegGradPlus Published { get; } =
        new() { RandomRows = PublishedDescent, WholeClass = PublishedDescent, AscentWeight = 0.05, LossLimit = null };

    private static OptimizerSettings PublishedDescent =>
        new() { NumberOfEpochs = 10, BatchSize = 256, LearningRate = 0.01, WeightDecay = 0, DecayToZero = false };

    /// <inheritdoc/>
    public override string Name => "NegGrad+";

    /// <summary>How the network is trained when rows of many classes are forgotten. An epoch is one pass over the retained rows.</summary>
    /// <value>A fifth of the steps of retraining, at half of its rate, falling to 0. More steps or a higher rate forget more; fewer or
    /// a lower rate forget less.</value>
    public override OptimizerSettings RandomRows { get; init; } = new() { TrainingShare = 0.2, LearningRateShare = 0.5 };

    /// <summary>How the network is trained when all rows of one class are forgotten. An epoch is one pass over the retained rows.</summary>
    /// <value>A tenth of the steps of retraining, at a fifth of its rate, falling to 0. More steps or a higher rate forget more; fewer or
    /// a lower rate forget less.</value>
    public override OptimizerSettings WholeClass { get; init; } = new();

    /// <summary>w: the weight of the forgotten rows' loss, in (0, 1). The retained rows' loss has the weight 1 - w.</summary>
    /// <value>0.1. Higher forgets more and harms the retained rows more; lower does less of both.</value>
    public double AscentWeight { get; init; } = 0.1;

    /// <summary>The cross-entropy (natural logarithm) at which the loss of a forgotten row is no longer raised.</summary>
    /// <value>1.5. At the limit the true class of a row has a probability of 0.22. Higher forgets more; lower forgets less. Null sets no
    /// limit, as published.</value>
    public double? LossLimit { get; init; } = 1.5;

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks()
        .Nested(RandomRows)
        .Nested(WholeClass)
        .Check(AscentWeight, AscentWeight is > 0 and < 1, "in (0, 1)")
        .Positive(LossLimit);

    /// <inheritdoc/>
    public override IReadOnlyList<UnlearningStage> Stages(UnlearningSize size)
    {
        var settings = size.Choose(RandomRows, WholeClass).ChosenFor(size);
        var descent = size.Descent("descending and climbing", settings, size.Retained);
        var batch = (double)Math.Min(settings.BatchSize!.Value, size.Retained);
        return [descent with { TrainingSteps = descent.TrainingSteps * (1 + Math.Min(batch, size.Forgotten) / batch) }];
    }

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        var (retain, forget) = (run.Split.Retain, run.Split.Forget);
        var settings = run.Chosen(RandomRows, WholeClass);
        var batch = Math.Min(settings.BatchSize!.Value, forget.Count);
        run.Descend(retain.Count, settings, "descending and climbing", step =>
        {
            var kept = run.CrossEntropy(retain, step.Indices);
            var climbed = run.BoundedCrossEntropy(forget, Batches.Draw(forget.Count, batch, run.Generator), LossLimit);
            return (1 - AscentWeight) * kept - AscentWeight * climbed;
        });
    }
}
