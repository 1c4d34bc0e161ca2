using MLNetUnlearning.Data;
using MLNetUnlearning.Training;
using static TorchSharp.torch;

namespace MLNetUnlearning.Methods;

/// <summary>Fisher forgetting: noise on every weight, the more the less the retained rows care about it.</summary>
/// <remarks>
/// <para>Choose it where a guarantee by noise is worth accuracy. It moves retained and forgotten rows nearly alike: in published tables the costliest approximate method, and far from
/// the best.</para>
/// <para>w' = w + sqrt(alpha v) n, n ~ N(0, I), v = 1 / F clamped at 1e3 (1e2 in the last layer), averaged over a weight's inputs, times 10 in the last layer and in
/// one-dimensional parameters. F is the sum over classes k of mean p(k|x) times the squared gradient of the loss toward k, over batches of retained rows. Where a class is forgotten,
/// its row of the last layer gets mean 0 and variance 1e-4 before that tenfold.</para>
/// <para>Source: Golatkar, Achille, Soatto, "Eternal Sunshine of the Spotless Net", CVPR 2020, eq. 8, in the form of Jia et al. 2023. It differs from published code in that the
/// last layer is found by its place, not by its number of outputs; that weights which pruning took away do not count in the average over inputs (they would drown the others); and
/// that alpha is searched without a retrained model.</para>
/// </remarks>
public sealed class FisherForgetting : UnlearningMethod
{

    /// <summary>The range of alpha that published tables searched.</summary>
    public static FisherForgetting Published { get; } = new() { Strengths = [1e-9, 3e-9, 1e-8, 3e-8, 1e-7, 3e-7, 1e-6] };

    /// <inheritdoc/>
    public override string Name => "Fisher forgetting";

    /// <summary>alpha: the strengths to choose among, ascending. One alone is taken as it is; of several that is taken whose answers are closest to what a retrained model would answer,
    /// as far as can be told beforehand: as before for retained and unseen rows, and for forgotten rows as for unseen ones (a class: never).</summary>
    /// <value>1e-9 to 1e-5. Higher forgets more, and more of everything.</value>
    public IReadOnlyList<double> Strengths { get; init; } = [1e-9, 3e-9, 1e-8, 3e-8, 1e-7, 3e-7, 1e-6, 3e-6, 1e-5];

    /// <summary>Rows whose mean gradient is squared.</summary>
    /// <value>32, as published. More is faster and takes less notice of single rows.</value>
    public int BatchSize { get; init; } = 32;

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        using var scope = NewDisposeScope();
        var split = run.Split;
        var batches = Batches.Shuffled(split.Retain.Count, BatchSize, run.Generator);
        Tensor curvature = Curvature.OverClasses(
            run.Network, split.Retain, GradientWalk.Reported(run, "curvature", batches, (split.Retain.Count + BatchSize - 1) / BatchSize), run.CancellationToken);   // D
        var (mean, variance, fixedVariance) = FisherNoise.Of(run.Network, curvature, split.ForgottenClass);   // D each
        Tensor noise = randn(mean.shape, generator: run.Generator).to(run.Device);   // D
        void Apply(double alpha)
        {
            using var step = NewDisposeScope();
            FlatWeights.Write(run.Network, mean + (alpha * variance + fixedVariance).sqrt() * noise);
        }
        Apply(Strengths.Count == 1 ? Strengths[0] : new StrengthSearch(run).Best(Strengths, Apply));
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Violations()
    {
        if (BatchSize < 1)
            yield return $"{nameof(BatchSize)} is {BatchSize}; it must be at least 1.";
        foreach (string violation in StrengthSearch.Violations(nameof(Strengths), Strengths))
            yield return violation;
    }
}
