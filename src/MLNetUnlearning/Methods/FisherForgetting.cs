using MLNetUnlearning.Data;
using MLNetUnlearning.Training;
using static TorchSharp.torch;

namespace MLNetUnlearning.Methods;

/// <summary>Fisher forgetting: noise on every weight, the more the less the retained rows care about it.</summary>
/// <remarks>
/// <para>Choose it where a guarantee by noise is worth accuracy. It moves retained and forgotten rows nearly alike: in published tables the
/// costliest approximate method, and far from the best.</para>
/// <para>w' = w + sqrt(alpha v) n, n ~ N(0, I), v = 1 / F clamped at 1e3 (1e2 in the last layer), averaged over a weight's inputs, times 10
/// in the last layer and in one-dimensional parameters. F is the sum over classes k of mean p(k|x) times the squared gradient of the loss
/// toward k, over batches of retained rows. Where a class is forgotten, its row of the last layer gets mean 0 and variance 1e-4 before that
/// tenfold.</para>
/// <para>Source: Golatkar, Achille, Soatto, "Eternal Sunshine of the Spotless Net", CVPR 2020, eq. 8, in the form of Jia et al. 2023. It
/// differs from published code in that the last layer is found by its place, not by its number of outputs; that weights which pruning took
/// away do not count in the average over inputs (they would drown the others); and that alpha is searched without a retrained model.</para>
/// </remarks>
public sealed record FisherForgetting : UnlearningMethod
{
    /// <summary>The range of alpha that published tables searched.</summary>
    public static FisherForgetting Published { get; } = new() { Strengths = [1e-9, 3e-9, 1e-8, 3e-8, 1e-7, 3e-7, 1e-6] };

    /// <inheritdoc/>
    public override string Name => "Fisher forgetting";

    /// <summary>alpha: the strengths to choose among, ascending. One alone is taken as it is. Of several, that one is taken whose answers
    /// come closest to what a retrained model is expected to answer: as before for retained and unseen rows, for forgotten rows as for
    /// unseen ones, and never the name of a forgotten class.</summary>
    /// <value>1e-9 to 1e-5. Higher forgets more, and more of everything.</value>
    public IReadOnlyList<double> Strengths { get; init => field = ValueList<double>.Of(value); } =
        ValueList<double>.Of([1e-9, 3e-9, 1e-8, 3e-8, 1e-7, 3e-7, 1e-6, 3e-6, 1e-5]);

    /// <summary>Rows whose mean gradient is squared.</summary>
    /// <value>32, as published. More is faster and takes less notice of single rows.</value>
    public int BatchSize { get; init; } = FisherNoise.PublishedBatchSize;

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks().Ascending(Strengths).AtLeast(BatchSize, 1);

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        using var scope = NewDisposeScope();
        var (mean, variance, fixedVariance) = FisherNoise.Of(run, BatchSize, run.Split.ForgottenClass); // D each
        var noise = randn(mean.shape, generator: run.Generator).to(run.Device); // D
        StrengthSearch.ApplyBest(run, Strengths, alpha =>
            FlatWeights.Write(run.Network, mean + (alpha * variance + fixedVariance).sqrt() * noise));
    }
}
