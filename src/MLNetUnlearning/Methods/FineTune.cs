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
/// NeurIPS 2023, is <see cref="Published"/>. The defaults differ from it: their rates are twenty and ten times as high and fall to zero.
/// The published rate leaves a well-trained network almost as it was.</para>
/// </remarks>
public sealed record FineTune : UnlearningMethod
{
    /// <summary>Published settings (Jia et al. 2023, CIFAR-10 and ResNet-18): 10 epochs at 0.01, batches of 256.</summary>
    public static FineTune Published { get; } = new() { RandomRows = PublishedDescent, WholeClass = PublishedDescent };

    private static OptimizerSettings PublishedDescent => new() { NumberOfEpochs = 10, BatchSize = 256, LearningRate = 0.01 };

    /// <inheritdoc/>
    public override string Name => "fine-tuning";

    /// <summary>How the network is trained when rows of many classes are forgotten.</summary>
    /// <value>6 epochs at 0.2, falling to 0. More epochs or a higher rate forget more; fewer or a lower rate forget less.</value>
    public OptimizerSettings RandomRows { get; init; } = new() { NumberOfEpochs = 6, LearningRate = 0.2, DecayToZero = true };

    /// <summary>How the network is trained when all rows of one class are forgotten.</summary>
    /// <value>3 epochs at 0.1, falling to 0. More epochs or a higher rate forget more; fewer or a lower rate forget less.</value>
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
