using System.Globalization;

namespace MLNetUnlearning;

/// <summary>How well an attacker's score tells members from non-members at every threshold: the area under the ROC curve, and how many
/// members it finds when it may hardly ever be wrong about others.</summary>
/// <remarks>
/// The area averages over rows. It hides a few rows that are given away for certain; small false positive rates show them (Carlini et al.,
/// "Membership Inference Attacks From First Principles", 2022). At a rate the threshold is the lowest for which no larger share of the
/// non-members lies above.
/// </remarks>
public sealed class RocMetrics
{
    internal RocMetrics(Estimate areaUnderCurve, Estimate atOnePercent, Estimate atTenthOfAPercent, IReadOnlyList<string> limits)
    {
        (AreaUnderCurve, Limits) = (areaUnderCurve, limits);
        (TruePositiveRateAtOnePercent, TruePositiveRateAtTenthOfAPercent) = (atOnePercent, atTenthOfAPercent);
    }

    /// <summary>The chance that a member scores higher than a non-member; ties count half.</summary>
    /// <value>0 to 1; 0.5 is guessing, 1 an attacker who is never wrong. Below 0.5, members look less like members than others do.</value>
    public Estimate AreaUnderCurve { get; }

    /// <summary>The share of members found at a false positive rate of at most 1 %.</summary>
    /// <value>Percent; about 1 is guessing.</value>
    public Estimate TruePositiveRateAtOnePercent { get; }

    /// <summary>The share of members found at a false positive rate of at most 0.1 %.</summary>
    /// <value>Percent; about 0.1 is guessing.</value>
    public Estimate TruePositiveRateAtTenthOfAPercent { get; }

    /// <summary>What so small a sample cannot show, a sentence each; empty where it can show everything above.</summary>
    public IReadOnlyList<string> Limits { get; }
}

/// <summary>The scores of members and of non-members, sorted against each other.</summary>
internal sealed class RocCurve(IEnumerable<double> members, IEnumerable<double> nonMembers)
{
    public const double OnePercent = 0.01, TenthOfAPercent = 0.001;

    private readonly double[] members = [.. members.Order()], nonMembers = [.. nonMembers.Order()];

    /// <summary>The metrics, with intervals for independent rows: Newcombe's for the area, Clopper and Pearson's for the rates.</summary>
    /// <param name="limits">What else the sample cannot show, to be said first.</param>
    public RocMetrics ToMetrics(params string[] limits) => new(
        ConfidenceIntervals.OfArea(Area(), members.Length, nonMembers.Length), Found(OnePercent), Found(TenthOfAPercent),
        [.. limits, .. RatesTooSmallFor(nonMembers.Length, "non-members")]);

    /// <summary>Which false positive rates so few non-members cannot show, a sentence each.</summary>
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

    /// <summary>The score above which no larger share of the non-members lies.</summary>
    public double Threshold(double falsePositiveRate) =>
        nonMembers[nonMembers.Length - 1 - (int)Math.Floor(falsePositiveRate * nonMembers.Length + 1e-9)];

    private Estimate Found(double falsePositiveRate)
    {
        var threshold = Threshold(falsePositiveRate);
        return ConfidenceIntervals.OfShare(members.Count(member => member > threshold), members.Length).InPercent();
    }
}
