using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>l1-sparse fine-tuning: <see cref="FineTune"/> with a penalty that pulls all weights towards zero. The penalty is largest in the
/// first step and falls to zero.</summary>
/// <remarks>
/// <para>Choose it over <see cref="FineTune"/> where single rows must go. The penalty shrinks all weights, and only the retained rows make
/// them grow again. Many weights become small on the way, but this is no pruning: none stays exactly zero.</para>
/// <para>The loss is CE(retained) + gamma_t sum |w|. gamma_t falls in equal steps from <see cref="Sparsity"/> to 0.</para>
/// <para>Source: Jia et al., "Model Sparsity Can Simplify Machine Unlearning", NeurIPS 2023, equation 2 and its linear schedule;
/// <see cref="Published"/> is its recipe. It differs from published code in one way: gamma falls step by step, not epoch by epoch, so that
/// it reaches zero in short runs too.</para>
/// </remarks>
public sealed record L1Sparse : DescentMethod
{
    private const double CostOfRow = 1.1; // the penalty and its gradient pass over all weights in each step

    /// <summary>Published settings (CIFAR-10 and ResNet-18): 10 epochs at 0.01, batches of 256, gamma 5e-4.</summary>
    public static L1Sparse Published { get; } =
        new() { RandomRows = FineTune.Published.RandomRows, WholeClass = FineTune.Published.WholeClass };

    /// <inheritdoc/>
    public override string Name => "l1-sparse";

    /// <summary>How the network is trained when rows of many classes are forgotten.</summary>
    /// <value>Three tenths of the steps of retraining, at half of its rate, falling to 0. More steps or a higher rate forget more; fewer or
    /// a lower rate forget less.</value>
    public override OptimizerSettings RandomRows { get; init; } = new() { TrainingShare = 0.3, LearningRateShare = 0.5 };

    /// <summary>How the network is trained when all rows of one class are forgotten.</summary>
    /// <value>A tenth of the steps of retraining, at half of its rate, falling to 0. More steps or a higher rate forget more; fewer or
    /// a lower rate forget less.</value>
    public override OptimizerSettings WholeClass { get; init; } = new() { LearningRateShare = 0.5 };

    /// <summary>gamma: the weight of the penalty in the first step. The penalty is the sum of all absolute weights.</summary>
    /// <value>5e-4, as published. Higher forgets more and costs the retained rows more; lower does less of both.</value>
    public double Sparsity { get; init; } = 5e-4;

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks().Nested(RandomRows).Nested(WholeClass).ZeroOrMore(Sparsity);

    /// <inheritdoc/>
    public override IReadOnlyList<UnlearningStage> Stages(UnlearningSize size) =>
        [size.Descent("l1-sparse", size.Choose(RandomRows, WholeClass), size.Retained, CostOfRow)];

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        var retain = run.Split.Retain;
        run.Descend(
            retain.Count, run.Chosen(RandomRows, WholeClass), "l1-sparse",
            step => run.CrossEntropy(retain, step.Indices) + Sparsity * step.ShareLeft * AbsoluteSum(run.Network));
    }

    private static Tensor AbsoluteSum(nn.Module network) =>
        network.parameters().Select(weight => weight.abs().sum()).Aggregate((sum, next) => sum + next);
}
