using MLNetUnlearning.Data;
using MLNetUnlearning.Training;
using static TorchSharp.torch;

namespace MLNetUnlearning.Methods;

/// <summary>l1-sparse fine-tuning: <see cref="FineTune"/> that first pulls all weights towards zero, then ever less.</summary>
/// <remarks>
/// <para>Choose it over <see cref="FineTune"/> where single rows must go: what the pull takes away, only the retained rows bring back. It
/// makes many weights small on the way, which is no pruning: none is exactly zero for good.</para>
/// <para>The loss is CE(retained) + gamma_t sum |w|, gamma_t falling in equal steps from <see cref="Sparsity"/> to 0.</para>
/// <para>Source: Jia et al., "Model Sparsity Can Simplify Machine Unlearning", NeurIPS 2023, equation 2 and its linear schedule;
/// <see cref="Published"/> is its recipe. It differs from published code in that gamma falls step by step, not epoch by epoch, so that
/// short runs reach zero too.</para>
/// </remarks>
public sealed record L1Sparse : UnlearningMethod
{
    /// <summary>Published settings (CIFAR-10 and ResNet-18): 10 epochs at 0.01, batches of 256, gamma 5e-4.</summary>
    public static L1Sparse Published { get; } =
        new() { RandomRows = FineTune.Published.RandomRows, WholeClass = FineTune.Published.WholeClass };

    /// <inheritdoc/>
    public override string Name => "l1-sparse";

    /// <summary>The descent where rows of many classes are forgotten.</summary>
    /// <value>5 epochs at 0.1, falling to 0. More epochs or a higher rate forget more.</value>
    public OptimizerSettings RandomRows { get; init; } = new() { NumberOfEpochs = 5, LearningRate = 0.1, DecayToZero = true };

    /// <summary>The descent where all rows of one class are forgotten.</summary>
    /// <value>3 epochs at 0.1, falling to 0. More epochs or a higher rate forget more.</value>
    public OptimizerSettings WholeClass { get; init; } = new() { NumberOfEpochs = 3, LearningRate = 0.1, DecayToZero = true };

    /// <summary>gamma, the weight of the sum of all absolute weights in the first step.</summary>
    /// <value>5e-4, as published. Higher forgets more and costs the retained rows more.</value>
    public double Sparsity { get; init; } = 5e-4;

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks().Nested(RandomRows).Nested(WholeClass).ZeroOrMore(Sparsity);

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        var retain = run.Split.Retain;
        run.Descend(
            retain.Count, run.Split.Choose(RandomRows, WholeClass), "l1-sparse",
            step => run.CrossEntropy(retain, step.Indices) + Sparsity * step.ShareLeft * AbsoluteSum(run.Network));
    }

    private static Tensor AbsoluteSum(nn.Module network) =>
        network.parameters().Select(weight => weight.abs().sum()).Aggregate((sum, next) => sum + next);
}
