using MathNet.Numerics.Distributions;

namespace MLNetUnlearning;

/// <summary>A number measured on a sample, and the interval that holds the true one with a confidence of 95 %.</summary>
/// <param name="Value">What was measured.</param>
/// <param name="Lower">The lower end of the interval.</param>
/// <param name="Upper">The upper end of the interval.</param>
public readonly record struct Estimate(double Value, double Lower, double Upper)
{
    /// <summary>The same of a share, in percent.</summary>
    internal Estimate InPercent() => new(100 * Value, 100 * Lower, 100 * Upper);

    /// <summary>Whether some number lies in both intervals.</summary>
    internal bool Overlaps(Estimate other) => Lower <= other.Upper && other.Lower <= Upper;

    /// <summary>Such as "0.531 (0.49 to 0.572)".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.###} ({Lower:0.###} to {Upper:0.###})");
}

/// <summary>Intervals that hold the true value with a confidence of 95 %, even if few rows were counted or all had the same
/// result.</summary>
internal static class ConfidenceIntervals
{
    private const double Tail = 0.025, NormalQuantile = 1.959963984540054;

    /// <summary>A share: the exact interval of Clopper and Pearson (1934).</summary>
    public static Estimate OfShare(int count, int of) => new(
        (double)count / of,
        count == 0 ? 0 : Beta.InvCDF(count, of - count + 1, Tail),
        count == of ? 1 : Beta.InvCDF(count + 1, of - count, 1 - Tail));

    /// <summary>The same of a share that is known in percent, in percent.</summary>
    public static Estimate OfPercent(double percent, int of) => OfShare((int)Math.Round(percent * of / 100), of).InPercent();

    /// <summary>An area under a ROC curve: the areas from which the measured one differs by no more than chance explains (Newcombe 2006,
    /// method 5), with the variance of Hanley and McNeil. Unlike an interval from a standard error, it is not empty if every member was
    /// above every non-member.</summary>
    public static Estimate OfArea(double area, int members, int nonMembers)
    {
        double Deviation(double truth)
        {
            var more = (members + nonMembers) / 2.0 - 1;
            var spread = 1 + more * (1 - truth) / (2 - truth) + more * truth / (1 + truth);
            return NormalQuantile * Math.Sqrt(truth * (1 - truth) * spread / members / nonMembers);
        }
        return new Estimate(
            area,
            area == 0 ? 0 : Quantile(truth => truth + Deviation(truth), area, 0, area),
            area == 1 ? 1 : Quantile(truth => truth - Deviation(truth), area, area, 1));
    }

    /// <summary>The mean of a few values, each from its own run: Student's interval, cut to what is possible. One value does not show its
    /// error, so its interval is the whole range.</summary>
    public static Estimate OfMean(IReadOnlyList<double> values, double smallest, double largest)
    {
        var mean = values.Average();
        if (values.Count < 2) return new Estimate(mean, smallest, largest);
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        var reach = StudentQuantile(values.Count - 1) * deviation / Math.Sqrt(values.Count);
        return new Estimate(mean, Math.Max(smallest, mean - reach), Math.Min(largest, mean + reach));
    }

    /// <summary>The number of standard errors that Student's distribution reaches to each side.</summary>
    public static double StudentQuantile(int degreesOfFreedom) => StudentT.InvCDF(location: 0, scale: 1, degreesOfFreedom, 1 - Tail);

    /// <summary>The place where a rising function has a value, found by halving.</summary>
    private static double Quantile(Func<double, double> function, double value, double from, double to)
    {
        for (var step = 0; step < 100 && from < to; step++)
        {
            var middle = (from + to) / 2;
            if (function(middle) < value)
                from = middle;
            else
                to = middle;
        }
        return (from + to) / 2;
    }
}
