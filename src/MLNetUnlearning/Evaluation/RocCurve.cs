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
    internal RocMetrics(Estimate areaUnderCurve, Estimate atOnePercent, Estimate atTenthOfAPercent, IReadOnlyList<string> limits)
    {
        (AreaUnderCurve, Limits) = (areaUnderCurve, limits);
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

    /// <summary>What so small a sample cannot show, one sentence each; empty if it can show everything above.</summary>
    public IReadOnlyList<string> Limits { get; }

    /// <summary>Such as "area under the curve 0.531 (0.49 to 0.572)".</summary>
    public override string ToString() => $"area under the curve {AreaUnderCurve}";
}

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
        [.. limits, .. RatesTooSmallFor(nonMembers.Length, "non-members")]);

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

    private Estimate Found(double falsePositiveRate)
    {
        var threshold = Threshold(falsePositiveRate);
        return ConfidenceIntervals.OfShare(members.Count(member => member > threshold), members.Length).InPercent();
    }
}
