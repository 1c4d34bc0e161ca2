using MLNetUnlearning.Data;
using MLNetUnlearning.Training;
using static TorchSharp.torch;

namespace MLNetUnlearning.Methods;

/// <summary>Influence unlearning: one step to where the weights would about be, had the forgotten rows weighed nothing.</summary>
/// <remarks>
/// <para>Choose it where a result is wanted in seconds, for a class rather than for rows of all classes: one linear step cannot undo what a network has memorised.</para>
/// <para>w' = w + alpha H^-1 (g_f - g_r), g_f the summed gradient of the rows to forget over n, g_r that of the retained ones times n_f / (n n_r); H^-1 by the recursion over single
/// retained rows that is called WoodFisher.</para>
/// <para>Source: Koh and Liang, "Understanding Black-box Predictions via Influence Functions", ICML 2017, in the form of Jia et al., "Model Sparsity Can Simplify Machine Unlearning",
/// NeurIPS 2023; WoodFisher: Singh and Alistarh, NeurIPS 2020. It differs from published code in that rows are drawn at random rather than in their order, and that alpha is searched
/// without a retrained model.</para>
/// </remarks>
public sealed class InfluenceUnlearning : UnlearningMethod
{
    private const int GradientBatchSize = 256;

    /// <summary>The range of alpha that published tables searched, N = 1,000.</summary>
    public static InfluenceUnlearning Published { get; } = new() { Strengths = [1, 2, 5, 10, 20, 50, 100] };

    /// <inheritdoc/>
    public override string Name => "influence unlearning";

    /// <summary>alpha: the strengths to choose among, ascending. One alone is taken as it is; of several that is taken whose answers are closest to what a retrained model would answer,
    /// as far as can be told beforehand: as before for retained and unseen rows, and for forgotten rows as for unseen ones (a class: never).</summary>
    /// <value>0.1 to 100. Higher forgets more, and more of everything.</value>
    public IReadOnlyList<double> Strengths { get; init; } = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

    /// <summary>N, the retained rows of the recursion and its damping; all where there are fewer.</summary>
    /// <value>1000, as published. More costs proportionally more.</value>
    public int NumberOfRows { get; init; } = 1000;

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        using var scope = NewDisposeScope();
        var (network, split) = (run.Network, run.Split);
        Tensor before = FlatWeights.Of(network);   // D
        Tensor direction = Curvature.InfluenceDirection(network, split.Retain, split.Forget, GradientBatchSize, run.CancellationToken);   // D
        var rows = Math.Min(NumberOfRows, split.Retain.Count);
        Tensor drawn = Batches.Draw(split.Retain.Count, rows, run.Generator);
        Tensor step = Curvature.WoodFisher(network, split.Retain, GradientWalk.Reported(run, "WoodFisher", drawn.split(1L, 0), rows), direction, rows, run.CancellationToken);   // D
        void Apply(double alpha)
        {
            using var inner = NewDisposeScope();
            FlatWeights.Write(network, before + alpha * step);
        }
        Apply(Strengths.Count == 1 ? Strengths[0] : new StrengthSearch(run).Best(Strengths, Apply));
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Violations()
    {
        if (NumberOfRows < 1)
            yield return $"{nameof(NumberOfRows)} is {NumberOfRows}; it must be at least 1.";
        foreach (string violation in StrengthSearch.Violations(nameof(Strengths), Strengths))
            yield return violation;
    }
}
