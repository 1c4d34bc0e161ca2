using System.Globalization;

namespace MLNetUnlearning.Evaluation;

/// <summary>The scores of members and of non-members, sorted against each other.</summary>
internal sealed class RocCurve
{
    public const double OnePercent = 0.01, TenthOfAPercent = 0.001;
    private readonly double[] members, nonMembers; // ascending

    public RocCurve(IEnumerable<double> members, IEnumerable<double> nonMembers) =>
        (this.members, this.nonMembers) = ([.. members.Order()], [.. nonMembers.Order()]);

    /// <summary>The metrics with intervals for independent rows: Newcombe's for the area, Clopper and Pearson's for the rates at their thresholds.</summary>
    /// <param name="limits">What else the sample cannot show, to be said first.</param>
    public RocMetrics ToMetrics(params string[] limits)
    {
        var area = Area();
        return new RocMetrics(
            ConfidenceIntervals.OfArea(area, members.Length, nonMembers.Length), Found(OnePercent), Found(TenthOfAPercent),
            [.. limits, .. RatesTooSmallFor(nonMembers.Length, "non-members")]);
    }

    /// <summary>Which false positive rates so few non-members cannot show, a sentence each.</summary>
    public static IEnumerable<string> RatesTooSmallFor(int count, string what) =>
        new[] { OnePercent, TenthOfAPercent }.Where(rate => count * rate < 1).Select(rate => string.Create(
            CultureInfo.InvariantCulture,
            $"{count} {what} cannot show a false positive rate of {100 * rate} %: the true positive rate there is the one without any false positive."));

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
