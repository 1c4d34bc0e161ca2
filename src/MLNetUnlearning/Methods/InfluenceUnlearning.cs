using MLNetUnlearning.Data;
using MLNetUnlearning.Training;
using static TorchSharp.torch;

namespace MLNetUnlearning.Methods;

/// <summary>Influence unlearning: one step to about where the weights would be, had the forgotten rows weighed nothing.</summary>
/// <remarks>
/// <para>Choose it where a result is wanted in seconds, for a class rather than for rows of all classes: one linear step cannot undo what a
/// network has memorised.</para>
/// <para>w' = w + alpha H^-1 (g_f - g_r), g_f the summed gradient of the rows to forget over n, g_r that of the retained ones times n_f /
/// (n n_r); H^-1 by the recursion over single retained rows that is called WoodFisher.</para>
/// <para>Source: Koh and Liang, "Understanding Black-box Predictions via Influence Functions", ICML 2017, in the form of Jia et al., "Model
/// Sparsity Can Simplify Machine Unlearning", NeurIPS 2023; WoodFisher: Singh and Alistarh, NeurIPS 2020. It differs from published code in
/// that rows are drawn at random rather than in their order, and that alpha is searched without a retrained model.</para>
/// </remarks>
public sealed record InfluenceUnlearning : UnlearningMethod
{
    private const int GradientBatchSize = 256;

    /// <summary>The range of alpha that published tables searched, N = 1,000.</summary>
    public static InfluenceUnlearning Published { get; } = new() { Strengths = [1, 2, 5, 10, 20, 50, 100] };

    /// <inheritdoc/>
    public override string Name => "influence unlearning";

    /// <summary>alpha: the strengths to choose among, ascending. One alone is taken as it is. Of several, that one is taken whose answers
    /// come closest to what a retrained model is expected to answer: as before for retained and unseen rows, for forgotten rows as for
    /// unseen ones, and never the name of a forgotten class.</summary>
    /// <value>0.1 to 100. Higher forgets more, and more of everything.</value>
    public IReadOnlyList<double> Strengths { get; init => field = ValueList<double>.Of(value); } =
        ValueList<double>.Of([0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]);

    /// <summary>N, the retained rows of the recursion and its damping; all where there are fewer.</summary>
    /// <value>1000, as published. More costs proportionally more.</value>
    public int NumberOfRows { get; init; } = 1000;

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks().Ascending(Strengths).AtLeast(NumberOfRows, 1);

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        using var scope = NewDisposeScope();
        var (network, retain) = (run.Network, run.Split.Retain);
        var before = FlatWeights.Of(network); // D
        var direction = Curvature.InfluenceDirection(network, retain, run.Split.Forget, GradientBatchSize, run.CancellationToken); // D
        var count = Math.Min(NumberOfRows, retain.Count);
        var rows = run.Reported(Batches.Draw(retain.Count, count, run.Generator).split(1L, 0), count, "WoodFisher");
        var step = Curvature.WoodFisher(network, retain, rows, direction, count, run.CancellationToken); // D
        StrengthSearch.ApplyBest(run, Strengths, alpha => FlatWeights.Write(network, before + alpha * step));
    }
}
