using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Fine-tuning (FT): trains on with the retained rows only, so that the network overwrites what no row asks for any
/// more.</summary>
/// <remarks>
/// <para>Choose it first: it needs nothing but the retained rows and harms none of them. It soon overwrites a whole class at a rate as high
/// as that of training. Single rows that others resemble stay behind, the more the lower the rate.</para>
/// <para>The loss is CE(retained): momentum descent from the classifier's weights, the forgotten rows are never looked at.</para>
/// <para>Source: Warnecke et al. 2021 and Golatkar et al. 2020; the recipe of Jia et al., "Model Sparsity Can Simplify Machine Unlearning",
/// NeurIPS 2023, is <see cref="Published"/>. The defaults differ from it: a rate of training, ten and twenty times as high, that falls to
/// zero, since the published one leaves a well-trained network almost where it was.</para>
/// </remarks>
public sealed record FineTune : UnlearningMethod
{
    /// <summary>Published settings (Jia et al. 2023, CIFAR-10 and ResNet-18): 10 epochs at 0.01, batches of 256.</summary>
    public static FineTune Published { get; } = new() { RandomRows = PublishedDescent, WholeClass = PublishedDescent };

    private static OptimizerSettings PublishedDescent => new() { NumberOfEpochs = 10, BatchSize = 256, LearningRate = 0.01 };

    /// <inheritdoc/>
    public override string Name => "fine-tuning";

    /// <summary>The descent where rows of many classes are forgotten.</summary>
    /// <value>6 epochs at 0.2, falling to 0. More epochs or a higher rate forget more.</value>
    public OptimizerSettings RandomRows { get; init; } = new() { NumberOfEpochs = 6, LearningRate = 0.2, DecayToZero = true };

    /// <summary>The descent where all rows of one class are forgotten.</summary>
    /// <value>3 epochs at 0.1, falling to 0. More epochs or a higher rate forget more.</value>
    public OptimizerSettings WholeClass { get; init; } = new() { NumberOfEpochs = 3, LearningRate = 0.1, DecayToZero = true };

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks().Nested(RandomRows).Nested(WholeClass);

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        var retain = run.Split.Retain;
        run.Descend(
            retain.Count, run.Split.Choose(RandomRows, WholeClass), "fine-tuning", step => run.CrossEntropy(retain, step.Indices));
    }
}
