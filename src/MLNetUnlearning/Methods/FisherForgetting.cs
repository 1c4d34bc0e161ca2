using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Fisher forgetting: adds noise to every weight, and more of it to weights that matter less to the retained rows.</summary>
/// <remarks>
/// <para>Choose it where forgetting by noise is worth a loss of accuracy. The noise changes the answers for retained and forgotten rows
/// almost alike. In published tables it is the costliest approximate method, and far from the best.</para>
/// <para>w' = w + sqrt(alpha v) n, where n ~ N(0, I). v is 1 / F, at most 1e3 (1e2 in the last layer), averaged over the inputs of a
/// weight, and times 10 in the last layer and in one-dimensional parameters. F is the sum over classes k of the mean p(k|x) times the
/// squared gradient of the loss towards k, averaged over batches of retained rows. When a whole class is forgotten, its row of the last
/// layer gets mean 0 and variance 1e-3 instead, whatever alpha is.</para>
/// <para>Source: Golatkar, Achille, Soatto, "Eternal Sunshine of the Spotless Net", CVPR 2020, eq. 8, in the form of Jia et al. 2023. It
/// differs from published code in three ways. The last layer is found by its place, not by its number of outputs. Pruned weights do not
/// count in the average over inputs, because their large variance would hide that of the others. alpha is searched without a retrained
/// model.</para>
/// </remarks>
public sealed record FisherForgetting : UnlearningMethod
{
    /// <summary>Searches the range of alpha that published tables searched.</summary>
    public static FisherForgetting Published { get; } = new() { Strengths = [1e-9, 3e-9, 1e-8, 3e-8, 1e-7, 3e-7, 1e-6] };

    /// <inheritdoc/>
    public override string Name => "Fisher forgetting";

    /// <summary>alpha: the strengths to choose among, ascending. If there is one, it is used. If there are several, a search over them and
    /// the values between them takes the one whose answers are closest to those expected of a retrained model: for retained and unseen rows
    /// those of the classifier, for forgotten rows like those for unseen rows, and never a class that was forgotten whole. If each of them
    /// costs retained rows too much accuracy, the run fails.</summary>
    /// <value>1e-9 to 1e-5. Higher forgets more and changes the answers for all rows more; lower does less of both.</value>
    public IReadOnlyList<double> Strengths { get; init => field = ValueList<double>.Of(value); } =
        ValueList<double>.Of([1e-9, 3e-9, 1e-8, 3e-8, 1e-7, 3e-7, 1e-6, 3e-6, 1e-5]);

    /// <summary>Rows in a batch, whose mean gradient is squared.</summary>
    /// <value>32, as published. More is faster and takes less account of single rows; fewer is slower and takes more.</value>
    public int BatchSize { get; init; } = FisherNoise.PublishedBatchSize;

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks().Ascending(Strengths).AtLeast(BatchSize, 1);

    /// <inheritdoc/>
    public override IReadOnlyList<UnlearningStage> Stages(UnlearningSize size) =>
    [
        size.Pass("curvature", size.Retained, UnlearningStage.ForwardPass + (1 - UnlearningStage.ForwardPass) * size.Classes),
        .. StrengthSearch.Stages(size, Strengths),
    ];

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        using var scope = NewDisposeScope();
        var (mean, variance, fixedVariance) = FisherNoise.Of(run, BatchSize, run.Split.ForgottenClasses); // D each
        var noise = NewTensor.RandomNormal(mean.shape, run.Generator).to(run.Device); // D
        StrengthSearch.ApplyBest(run, Strengths, alpha =>
            FlatWeights.Write(run.Network, mean + (alpha * variance + fixedVariance).sqrt() * noise));
    }
}
