namespace MLNetUnlearning;

/// <summary>How well an attacker's score tells members from non-members: the area under the ROC curve, and how many members it finds if it
/// may hardly ever be wrong about non-members.</summary>
/// <remarks>
/// The area is an average over rows, so it hides a few rows that are certainly given away. Small false positive rates show them (Carlini et
/// al., "Membership Inference Attacks From First Principles", 2022). The threshold for a rate is the lowest that no larger share of the
/// non-members exceeds.
/// </remarks>
public sealed class RocMetrics
{
    internal RocMetrics(
        Estimate areaUnderCurve, Estimate atOnePercent, Estimate atTenthOfAPercent, IReadOnlyList<RocPoint> points,
        IReadOnlyList<string> limits)
    {
        (AreaUnderCurve, Points, Limits) = (areaUnderCurve, points, limits);
        (TruePositiveRateAtOnePercent, TruePositiveRateAtTenthOfAPercent) = (atOnePercent, atTenthOfAPercent);
    }

    /// <summary>The chance that a member scores higher than a non-member; ties count half.</summary>
    /// <value>0 to 1. 0.5 is guessing, 1 is an attacker who is never wrong. Below 0.5, members look less like members than non-members
    /// do.</value>
    public Estimate AreaUnderCurve { get; }

    /// <summary>The share of members found at a false positive rate of at most 1 %.</summary>
    /// <value>Percent; about 1 is guessing.</value>
    public Estimate TruePositiveRateAtOnePercent { get; }

    /// <summary>The share of members found at a false positive rate of at most 0.1 %.</summary>
    /// <value>Percent; about 0.1 is guessing.</value>
    public Estimate TruePositiveRateAtTenthOfAPercent { get; }

    /// <summary>The curve, from the threshold that no non-member exceeds to the one that all do: at most 100 points, denser where false
    /// positives are few.</summary>
    public IReadOnlyList<RocPoint> Points { get; }

    /// <summary>What so small a sample cannot show, one sentence each; empty if it can show everything above.</summary>
    public IReadOnlyList<string> Limits { get; }

    /// <summary>Such as "area under the curve 0.531 (0.49 to 0.572)".</summary>
    public override string ToString() => $"area under the curve {AreaUnderCurve}";
}

/// <summary>A point of a ROC curve.</summary>
/// <param name="FalsePositiveRate">The share of non-members above the threshold, in percent.</param>
/// <param name="TruePositiveRate">The share of members above it, in percent.</param>
public readonly record struct RocPoint(double FalsePositiveRate, double TruePositiveRate);

/// <summary>The sorted scores of members and of non-members.</summary>
internal sealed class RocCurve(IEnumerable<double> members, IEnumerable<double> nonMembers)
{
    public const double OnePercent = 0.01, TenthOfAPercent = 0.001;

    private readonly double[] members = [.. members.Order()], nonMembers = [.. nonMembers.Order()];

    /// <summary>The metrics. Their intervals are for independent rows: Newcombe's for the area, Clopper and Pearson's for the
    /// rates.</summary>
    /// <param name="limits">What else the sample cannot show. This comes first.</param>
    public RocMetrics ToMetrics(params string[] limits) => new(
        ConfidenceIntervals.OfArea(Area(), members.Length, nonMembers.Length), Found(OnePercent), Found(TenthOfAPercent),
        Points(), [.. limits, .. RatesTooSmallFor(nonMembers.Length, "non-members")]);

    /// <summary>The false positive rates that so few non-members cannot show, one sentence each.</summary>
    public static IEnumerable<string> RatesTooSmallFor(int count, string what) =>
        new[] { OnePercent, TenthOfAPercent }.Where(rate => count * rate < 1).Select(rate => string.Create(
            CultureInfo.InvariantCulture,
            $"{count} {what} cannot show a false positive rate of {100 * rate} %: "
            + $"the true positive rate there is the one without any false positive."));

    public double Area()
    {
        var (wins, below, equalTo) = (0.0, 0, 0);
        foreach (var member in members)
        {
            while (below < nonMembers.Length && nonMembers[below] < member)
                below++;
            equalTo = Math.Max(equalTo, below);
            while (equalTo < nonMembers.Length && nonMembers[equalTo] == member)
                equalTo++;
            wins += below + (equalTo - below) / 2.0;
        }
        return wins / members.Length / nonMembers.Length;
    }

    /// <summary>The lowest score that no larger share of the non-members exceeds.</summary>
    public double Threshold(double falsePositiveRate) =>
        nonMembers[nonMembers.Length - 1 - (int)Math.Floor(falsePositiveRate * nonMembers.Length + 1e-9)];

    /// <summary>The share of the non-members that score lower than the member with the highest score, in percent.</summary>
    public Estimate BelowHighestMember() =>
        ConfidenceIntervals.OfShare(nonMembers.Count(score => score < members[^1]), nonMembers.Length).InPercent();

    /// <summary>A curve of few points: one for each number of false positives up to ten, then in steps of about a fifteenth.</summary>
    public IReadOnlyList<RocPoint> Points()
    {
        List<RocPoint> points = [];
        for (var allowed = 0; allowed < nonMembers.Length; allowed = Math.Max(allowed + 1, (int)(allowed * 1.15)))
        {
            var threshold = nonMembers[^(allowed + 1)];
            points.Add(new(100.0 * Above(nonMembers, threshold) / nonMembers.Length, 100.0 * Above(members, threshold) / members.Length));
        }
        return [.. points.Append(new RocPoint(100, 100)).Distinct()];
    }

    private static int Above(double[] sorted, double threshold)
    {
        var (from, to) = (0, sorted.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (sorted[middle] > threshold) to = middle;
            else from = middle + 1;
        }
        return sorted.Length - from;
    }

    private Estimate Found(double falsePositiveRate)
    {
        var threshold = Threshold(falsePositiveRate);
        return ConfidenceIntervals.OfShare(members.Count(member => member > threshold), members.Length).InPercent();
    }
}
