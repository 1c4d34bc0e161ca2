using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Gradient ascent (GA): raises the loss of the forgotten rows, and learns from no other rows.</summary>
/// <remarks>
/// <para>Choose it where there is no time, or where the retained rows are gone. It costs few steps, over the forgotten rows alone. It harms
/// the retained rows, so it never comes as close to retraining as a method that trains on them.</para>
/// <para>The loss is -mean over rows of min(CE, limit). Descending it raises the cross-entropy of every row up to
/// <see cref="LossLimit"/>.</para>
/// <para>Source: Thudi et al., "Unrolling SGD", 2022; the recipe of Jia et al., NeurIPS 2023, is <see cref="Published"/>. It differs from
/// published code in the limit. Without one the loss rises for ever, and a rate too high or an epoch too many destroys the network.</para>
/// </remarks>
public sealed record GradientAscent : DescentMethod
{
    /// <summary>Published settings (Jia et al. 2023, CIFAR-10 and ResNet-18): 5 epochs at 1e-4, batches of 256, no limit. The authors
    /// search the rate within 1e-5..1e-3.</summary>
    public static GradientAscent Published { get; } =
        new() { RandomRows = PublishedAscent, WholeClass = PublishedAscent, LossLimit = null, StopWhenReached = false };

    private static OptimizerSettings PublishedAscent =>
        new() { NumberOfEpochs = 5, BatchSize = 256, LearningRate = 1e-4, DecayToZero = false };

    /// <inheritdoc/>
    public override string Name => "gradient ascent";

    /// <summary>How the loss is raised when rows of many classes are forgotten. An epoch is one pass over the forgotten rows.</summary>
    /// <value>2 % of the steps of retraining, at 2 % of its rate, falling to 0. More steps or a higher rate forget more
    /// and harm the retained rows more; less does less of both.</value>
    public override OptimizerSettings RandomRows { get; init; } = new() { TrainingShare = 0.02, LearningRateShare = 0.02 };

    /// <summary>How the loss is raised when all rows of one class are forgotten. An epoch is one pass over the forgotten rows.</summary>
    /// <value>2 % of the steps of retraining, at 1.5 % of its rate, falling to 0. More steps or a higher rate forget
    /// more and harm the retained rows more; less does less of both.</value>
    public override OptimizerSettings WholeClass { get; init; } = new() { TrainingShare = 0.02, LearningRateShare = 0.015 };

    /// <summary>The cross-entropy (natural logarithm) at which the loss of a row is no longer raised.</summary>
    /// <value>2. At the limit the true class of a row has a probability of 0.14, a little above chance among ten classes. Higher forgets
    /// more and harms the retained rows more; lower does less of both. Null sets no limit, as published.</value>
    public double? LossLimit { get; init; } = 2;

    /// <summary>Whether the run looks, ten times, at what it has done, and stops as soon as the forgotten rows are answered right no more
    /// often than expected of a retrained model, or retained rows have lost too much: 15 points of accuracy or, where nothing tells what to
    /// expect, 5. Of what it has seen it takes the weights that are nearest to what is expected.</summary>
    /// <value>True. False climbs to the end, as published.</value>
    public bool StopWhenReached { get; init; } = true;

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks().Nested(RandomRows).Nested(WholeClass).Positive(LossLimit);

    /// <inheritdoc/>
    public override IReadOnlyList<UnlearningStage> Stages(UnlearningSize size)
    {
        var climb = size.Descent("climbing", size.Choose(RandomRows, WholeClass), size.Forgotten);
        var looking = StopWhenReached ? JudgedStop.Work(size).TrainingSteps : 0;
        return [climb with { TrainingSteps = climb.TrainingSteps + looking }];
    }

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        var forget = run.Split.Forget;
        var settings = run.Chosen(RandomRows, WholeClass);
        Tensor Loss(TrainingStep step) => -run.BoundedCrossEntropy(forget, step.Indices, LossLimit);
        if (StopWhenReached) run.DescendUntilReached(forget.Count, settings, "climbing", Loss);
        else run.Descend(forget.Count, settings, "climbing", Loss);
    }
}
