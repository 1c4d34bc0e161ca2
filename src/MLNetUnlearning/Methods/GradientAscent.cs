using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Gradient ascent (GA): climbs the loss of the forgotten rows, and looks at no other.</summary>
/// <remarks>
/// <para>Choose it where there is no time, or where the retained rows are gone: it costs a few passes over the forgotten rows. What it
/// forgets it forgets at the expense of the retained rows, so that it never comes as close to retraining as a method that trains on
/// them.</para>
/// <para>The loss is -mean over rows of min(CE, limit): momentum descent on it climbs the cross-entropy of every row up to
/// <see cref="LossLimit"/>.</para>
/// <para>Source: Thudi et al., "Unrolling SGD", 2022; the recipe of Jia et al., NeurIPS 2023, is <see cref="Published"/>. It differs from
/// published code in the limit: without one the climb never ends, and a rate or an epoch too many destroys the network.</para>
/// </remarks>
public sealed record GradientAscent : UnlearningMethod
{
    /// <summary>Published settings (Jia et al. 2023, CIFAR-10 and ResNet-18): 5 epochs at 1e-4, batches of 256, no limit. The authors
    /// search the rate within 1e-5..1e-3.</summary>
    public static GradientAscent Published { get; } =
        new() { RandomRows = PublishedAscent, WholeClass = PublishedAscent, LossLimit = null };

    private static OptimizerSettings PublishedAscent => new() { NumberOfEpochs = 5, BatchSize = 256, LearningRate = 1e-4 };

    /// <inheritdoc/>
    public override string Name => "gradient ascent";

    /// <summary>The ascent where rows of many classes are forgotten; its epochs are passes over the forgotten rows.</summary>
    /// <value>3 epochs at 0.01. A higher rate forgets more and harms the retained rows more.</value>
    public OptimizerSettings RandomRows { get; init; } = new() { NumberOfEpochs = 3, LearningRate = 0.01 };

    /// <summary>The ascent where all rows of one class are forgotten; its epochs are passes over the forgotten rows.</summary>
    /// <value>3 epochs at 0.005. A higher rate forgets more and harms the retained rows more.</value>
    public OptimizerSettings WholeClass { get; init; } = new() { NumberOfEpochs = 3, LearningRate = 0.005 };

    /// <summary>The cross-entropy, by natural logarithm, at which a row is climbed no further.</summary>
    /// <value>2, a little below chance among ten classes. Higher forgets more and harms the retained rows more; null climbs without end, as
    /// published.</value>
    public double? LossLimit { get; init; } = 2;

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks().Nested(RandomRows).Nested(WholeClass).Positive(LossLimit);

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        var forget = run.Split.Forget;
        run.Descend(
            forget.Count, run.Split.Choose(RandomRows, WholeClass), "climbing",
            step => -run.BoundedCrossEntropy(forget, step.Indices, LossLimit));
    }
}
