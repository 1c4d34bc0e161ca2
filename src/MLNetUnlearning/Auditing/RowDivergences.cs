namespace MLNetUnlearning.Auditing;

/// <summary>A divergence for every row of a kind.</summary>
/// <param name="Rows">In nats, 0 or more, in the order of the view.</param>
public sealed record RowDivergences(IReadOnlyList<double> Rows)
{
    private const double Upper = 0.95;

    /// <summary>The mean over the rows, in nats.</summary>
    public double Mean => Rows.Average();

    /// <summary>What 95 % of the rows do not exceed, in nats: the smallest such value among them. The figure that the source reports: a method must serve nearly every row.</summary>
    public double NinetyFifthPercentile => Rows.Order().ElementAt((int)Math.Ceiling(Upper * Rows.Count) - 1);
}
