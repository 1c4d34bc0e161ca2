namespace MLNetUnlearning;

/// <summary>KLOM, the Kullback-Leibler divergence of margins: how much the answers of unlearned models differ, row by row, from those of
/// models that were never trained on the rows to forget.</summary>
/// <remarks>
/// <para>The margin of a row is log(p / (1 - p)), where p is the probability of its class. Each kind of model gives a histogram of margins,
/// with <see cref="NumberOfBins"/> equal bins from the smallest margin of both kinds to the largest. The divergence is D(unlearned ||
/// never) between the two, in nats: 0 for equal histograms, 11.5 if they share no bin. Unlike U-LiRA, it also shows what the request did to
/// rows that stay and to rows that no model has seen.</para>
/// <para>Few models fill a histogram badly, so that even two groups of models of the same kind are far apart. So compare it with the audit
/// of an exact method with as many models (<c>new Retrain()</c>): its value is that of no difference. The source takes 100.</para>
/// <para>Source: Georgiev et al., "Attribute-to-Delete: Machine Unlearning via Datamodel Matching", 2024, appendix E.1; bins and floor are
/// those of its authors' code.</para>
/// </remarks>
public sealed class MarginDivergences
{
    /// <summary>The number of bins of a histogram.</summary>
    public const int NumberOfBins = 20;

    internal MarginDivergences(PairAnswers forgotten, PairAnswers retained, PairAnswers? unseen) =>
        (Forgotten, Retained, Unseen) = (new(Of(forgotten)), new(Of(retained)), unseen is null ? null : new(Of(unseen)));

    /// <summary>The divergences of the rows to forget, in the order of the view.</summary>
    public RowDivergences Forgotten { get; }

    /// <summary>The divergences of the rows that stay.</summary>
    public RowDivergences Retained { get; }

    /// <summary>The divergences of the unseen rows; null if there are none.</summary>
    public RowDivergences? Unseen { get; }

    /// <summary>Such as "mean divergences 0.12 (forgotten), 0.08 (retained), 0.1 (unseen)".</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"mean divergences {Forgotten.Mean:0.###} (forgotten), {Retained.Mean:0.###} (retained)")
        + (Unseen is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {Unseen.Mean:0.###} (unseen)"));

    private static double[] Of(PairAnswers answers) =>
    [
        .. Enumerable.Range(0, answers.NumberOfRows)
            .Select(row => MarginHistogram.Divergence(answers.UnlearnedOf(row), answers.NeverOf(row))),
    ];
}

/// <summary>Two samples of one row's margins as histograms over the same bins.</summary>
internal static class MarginHistogram
{
    /// <summary>The share that stands for an empty bin of the second sample, so that no divergence is infinite.</summary>
    private const double Floor = 1e-5;

    /// <summary>D(first || second) of their histograms, in nats.</summary>
    public static double Divergence(IReadOnlyCollection<double> first, IReadOnlyCollection<double> second)
    {
        var (least, most) = (Math.Min(first.Min(), second.Min()), Math.Max(first.Max(), second.Max()));
        double[] p = Shares(first, least, most), q = Shares(second, least, most);
        return p.Zip(q, (here, there) => here == 0 ? 0 : here * Math.Log(here / Math.Max(there, Floor))).Sum();
    }

    private static double[] Shares(IReadOnlyCollection<double> margins, double least, double most)
    {
        var shares = new double[MarginDivergences.NumberOfBins];
        foreach (var margin in margins)
            shares[Bin(margin, least, most)] += 1.0 / margins.Count;
        return shares;
    }

    private static int Bin(double margin, double least, double most) => most == least
        ? 0
        : Math.Min((int)((margin - least) / (most - least) * MarginDivergences.NumberOfBins), MarginDivergences.NumberOfBins - 1);
}

/// <summary>A divergence for every row of a kind.</summary>
/// <param name="Rows">In nats, 0 or more, in the order of the view.</param>
public sealed record RowDivergences(IReadOnlyList<double> Rows)
{
    private const double Upper = 0.95;

    /// <summary>The mean over the rows, in nats.</summary>
    public double Mean => Rows.Average();

    /// <summary>The smallest value among the rows that 95 % of them do not exceed, in nats. The source reports this figure, because a
    /// method must serve nearly every row.</summary>
    public double NinetyFifthPercentile => Rows.Order().ElementAt((int)Math.Ceiling(Upper * Rows.Count) - 1);
}
