using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Influence unlearning: takes one step to about where the weights would be if the forgotten rows had had no weight in
/// training.</summary>
/// <remarks>
/// <para>Choose it where a result is wanted in seconds. It suits a class better than rows of all classes, because one linear step cannot
/// undo what a network has memorised.</para>
/// <para>w' = w + alpha H^-1 (g_f - g_r). g_f is the summed gradient of the rows to forget, divided by n. g_r is that of the retained rows
/// times n_f / (n n_r). H^-1 comes from the recursion over single retained rows that is called WoodFisher.</para>
/// <para>Source: Koh and Liang, "Understanding Black-box Predictions via Influence Functions", ICML 2017, in the form of Jia et al., "Model
/// Sparsity Can Simplify Machine Unlearning", NeurIPS 2023; WoodFisher: Singh and Alistarh, NeurIPS 2020. It differs from published code in
/// two ways: rows are drawn at random, not taken in their order, and alpha is searched without a retrained model.</para>
/// </remarks>
public sealed record InfluenceUnlearning : UnlearningMethod
{
    private const int GradientBatchSize = 64;
    private const double CostOfLoneRow = 2; // a row that passes alone, beside one in a batch
    private const string Direction = "direction";

    /// <summary>Searches the range of alpha that published tables searched, with N = 1,000.</summary>
    public static InfluenceUnlearning Published { get; } = new() { Strengths = [1, 2, 5, 10, 20, 50, 100] };

    /// <inheritdoc/>
    public override string Name => "influence unlearning";

    /// <summary>alpha: the strengths to choose among, ascending. If there is one, it is used. If there are several, a search over them and
    /// the values between them takes the one whose answers are closest to those expected of a retrained model: for retained and unseen rows
    /// those of the classifier, for forgotten rows like those for unseen rows, and never a class that was forgotten whole. If each of them
    /// costs retained rows too much accuracy, the run fails.</summary>
    /// <value>0.1 to 100. Higher forgets more and changes the answers for all rows more; lower does less of both.</value>
    public IReadOnlyList<double> Strengths { get; init => field = ValueList<double>.Of(value); } =
        ValueList<double>.Of([0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]);

    /// <summary>N: the number of retained rows in the recursion, which is also its damping. If there are fewer rows, all are
    /// taken.</summary>
    /// <value>1000, as published. More takes proportionally longer; fewer is faster and estimates H^-1 more roughly.</value>
    public int NumberOfRows { get; init; } = 1000;

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks().Ascending(Strengths).AtLeast(NumberOfRows, 1);

    /// <inheritdoc/>
    public override IReadOnlyList<UnlearningStage> Stages(UnlearningSize size) =>
    [
        size.Pass(Direction, size.Retained + size.Forgotten),
        size.Pass("WoodFisher", Math.Min(NumberOfRows, size.Retained), CostOfLoneRow),
        .. StrengthSearch.Stages(size, Strengths),
    ];

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        using var scope = NewDisposeScope();
        var (network, retain) = (run.Network, run.Split.Retain);
        var before = FlatWeights.Of(network); // D
        var direction = Curvature.InfluenceDirection(network, retain, run.Split.Forget, GradientBatchSize, run.CancellationToken); // D
        run.Progress.Report(new UnlearningProgress(Direction, 1, 1));
        var count = Math.Min(NumberOfRows, retain.Count);
        var rows = run.Reported(Batches.Draw(retain.Count, count, run.Generator).split(1L, 0), count, "WoodFisher");
        var step = Curvature.WoodFisher(network, retain, rows, direction, count, run.CancellationToken); // D
        StrengthSearch.ApplyBest(run, Strengths, alpha => FlatWeights.Write(network, before + alpha * step));
    }
}
