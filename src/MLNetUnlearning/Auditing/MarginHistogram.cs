namespace MLNetUnlearning.Auditing;

/// <summary>Two samples of one row's margins as histograms over the same bins.</summary>
internal static class MarginHistogram
{
    /// <summary>What a bin without any margin of the second sample counts as, lest a divergence be infinite.</summary>
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
