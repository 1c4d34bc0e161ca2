using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Selective synaptic dampening: shrinks the weights that matter far more to the forgotten rows than to all training rows, and
/// leaves the others alone.</summary>
/// <remarks>
/// <para>Choose it to forget a class in about the time of two passes over the rows, without training. It helps little with rows of all
/// classes, because hardly any weight matters to those rows alone.</para>
/// <para>I_D and I_f are the diagonals of the empirical Fisher information over all training rows and over the rows to forget. Where I_f >
/// alpha I_D, the weight becomes w' = min(lambda I_D / I_f, 1) w.</para>
/// <para>Source: Foster, Schoepf, Brintrup, "Fast Machine Unlearning Without Retraining Through Selective Synaptic Dampening", AAAI 2024,
/// eq. 3 and 4. It differs from published code in three ways: rows are not augmented, the network is in evaluation mode, and alpha is
/// searched without a retrained model.</para>
/// </remarks>
public sealed record SelectiveSynapticDampening : UnlearningMethod
{
    /// <summary>The settings of the paper for whole classes: alpha = 10, lambda = 1.</summary>
    public static SelectiveSynapticDampening Published { get; } = new() { SelectionWeights = [10] };

    /// <inheritdoc/>
    public override string Name => "selective synaptic dampening";

    /// <summary>alpha: a weight is shrunk if it matters more than alpha times as much to the forgotten rows as to all rows. These are the
    /// values to choose among, descending. If there is one, it is used. If there are several, a search over them and the values between
    /// them takes the one whose answers are closest to those expected of a retrained model: for retained and unseen rows those of the
    /// classifier, for forgotten rows like those for unseen rows, and never a class that was forgotten whole. If each of them costs
    /// retained rows too much accuracy, the run fails.</summary>
    /// <value>1000 to 2. Lower shrinks more weights and forgets more; higher shrinks fewer.</value>
    public IReadOnlyList<double> SelectionWeights { get; init => field = ValueList<double>.Of(value); } =
        ValueList<double>.Of([1000, 500, 200, 100, 50, 20, 10, 5, 2]);

    /// <summary>lambda: how much is left of a weight that is shrunk.</summary>
    /// <value>1, as published. Lower shrinks these weights more, higher less.</value>
    public double DampeningConstant { get; init; } = 1;

    /// <summary>Rows in a batch, whose mean gradient is squared.</summary>
    /// <value>64. More is faster and takes less account of single rows; fewer is slower, and 1 gives the exact diagonal.</value>
    public int BatchSize { get; init; } = 64;

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks()
        .Descending(SelectionWeights)
        .Positive(DampeningConstant)
        .AtLeast(BatchSize, 1);

    /// <inheritdoc/>
    public override IReadOnlyList<UnlearningStage> Stages(UnlearningSize size) =>
    [
        size.Pass("importance for forgotten rows", size.Forgotten),
        size.Pass("importance for all rows", size.Retained + size.Forgotten),
        .. StrengthSearch.Stages(size, SelectionWeights),
    ];

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        using var scope = NewDisposeScope();
        var (network, split) = (run.Network, run.Split);
        var before = FlatWeights.Of(network); // D
        var all = split.Retain.Followed(split.Forget);
        var ofForget = Importance(run, split.Forget, "importance for forgotten rows"); // D
        var ofAll = Importance(run, all, "importance for all rows"); // D
        var left = (DampeningConstant * ofAll / ofForget.clamp_min(1e-30)).clamp_max(1); // D
        StrengthSearch.ApplyBest(run, SelectionWeights, alpha =>
            FlatWeights.Write(network, where(ofForget.gt(alpha * ofAll), left * before, before)));
    }

    private Tensor Importance(UnlearningRun run, RowSubset rows, string stage) =>
        Curvature.FisherDiagonal(run.Network, rows, run.Shuffled(rows, BatchSize, stage), run.CancellationToken);
}
