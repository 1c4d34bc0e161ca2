using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Fine-tuning (FT): trains on with the retained rows only. The network overwrites what these rows do not need.</summary>
/// <remarks>
/// <para>Choose it first: it needs only the retained rows and harms none of them. At a rate as high as in training it soon overwrites a
/// whole class. It forgets single rows less well if other rows resemble them, and less well the lower the rate.</para>
/// <para>The loss is CE(retained). Gradient descent with momentum starts from the classifier's weights. The forgotten rows are not
/// used.</para>
/// <para>Source: Warnecke et al. 2021 and Golatkar et al. 2020; the recipe of Jia et al., "Model Sparsity Can Simplify Machine Unlearning",
/// NeurIPS 2023, is <see cref="Published"/>. The defaults differ from it: their rate is half of that of training, and falls to zero. The
/// published rate leaves a well-trained network almost as it was.</para>
/// </remarks>
public sealed record FineTune : DescentMethod
{
    /// <summary>Published settings (Jia et al. 2023, CIFAR-10 and ResNet-18): 10 epochs at 0.01, batches of 256.</summary>
    public static FineTune Published { get; } = new() { RandomRows = PublishedDescent, WholeClass = PublishedDescent };

    private static OptimizerSettings PublishedDescent =>
        new() { NumberOfEpochs = 10, BatchSize = 256, LearningRate = 0.01, DecayToZero = false };

    /// <inheritdoc/>
    public override string Name => "fine-tuning";

    /// <summary>How the network is trained when rows of many classes are forgotten.</summary>
    /// <value>Three tenths of the steps of retraining, at half of its rate, falling to 0. More steps or a higher rate forget more; fewer or
    /// a lower rate forget less.</value>
    public override OptimizerSettings RandomRows { get; init; } = new() { TrainingShare = 0.3, LearningRateShare = 0.5 };

    /// <summary>How the network is trained when all rows of one class are forgotten.</summary>
    /// <value>A tenth of the steps of retraining, at half of its rate, falling to 0. More steps or a higher rate forget more; fewer or
    /// a lower rate forget less.</value>
    public override OptimizerSettings WholeClass { get; init; } = new() { LearningRateShare = 0.5 };

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks().Nested(RandomRows).Nested(WholeClass);

    /// <inheritdoc/>
    public override IReadOnlyList<UnlearningStage> Stages(UnlearningSize size) =>
        [size.Descent("fine-tuning", size.Choose(RandomRows, WholeClass), size.Retained)];

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        var retain = run.Split.Retain;
        run.Descend(
            retain.Count, run.Chosen(RandomRows, WholeClass), "fine-tuning", step => run.CrossEntropy(retain, step.Indices));
    }
}
