using System.Globalization;
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

    /// <summary>Such as "0.531 (0.49 to 0.572)".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.###} ({Lower:0.###} to {Upper:0.###})");
}

/// <summary>Intervals that hold the true value with a confidence of 95 %, also where few rows were counted or all came out alike.</summary>
internal static class ConfidenceIntervals
{
    private const double Tail = 0.025, NormalQuantile = 1.959963984540054;

    /// <summary>A share: the exact interval of Clopper and Pearson (1934).</summary>
    public static Estimate OfShare(int count, int of) => new(
        (double)count / of,
        count == 0 ? 0 : Beta.InvCDF(count, of - count + 1, Tail),
        count == of ? 1 : Beta.InvCDF(count + 1, of - count, 1 - Tail));

    /// <summary>An area under a ROC curve: the areas from which the measured one is not further than chance explains (Newcombe 2006,
    /// method 5), by the variance of Hanley and McNeil. Unlike a standard error, it leaves room where every member was above every
    /// non-member.</summary>
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

    /// <summary>The mean of a few values, each from a run of its own: Student's interval, cut to what is possible. One value tells nothing
    /// of its error.</summary>
    public static Estimate OfMean(IReadOnlyList<double> values, double smallest, double largest)
    {
        var mean = values.Average();
        if (values.Count < 2)
            return new Estimate(mean, smallest, largest);
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        var reach = StudentQuantile(values.Count - 1) * deviation / Math.Sqrt(values.Count);
        return new Estimate(mean, Math.Max(smallest, mean - reach), Math.Min(largest, mean + reach));
    }

    /// <summary>How many standard errors Student's distribution reaches to each side.</summary>
    public static double StudentQuantile(int degreesOfFreedom) => StudentT.InvCDF(location: 0, scale: 1, degreesOfFreedom, 1 - Tail);

    /// <summary>Where a function that rises through a value has it, by halving.</summary>
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

/// <summary>The beta distribution, from which the exact intervals of shares and of means come.</summary>
internal static class BetaDistribution
{
    /// <summary>The regularised incomplete beta function I(x; a, b), by its continued fraction (Abramowitz and Stegun, 26.5.8).</summary>
    public static double Cumulative(double x, double a, double b)
    {
        if (x <= 0)
            return 0;
        if (x >= 1)
            return 1;
        // The fraction converges fast on one side of the mean; the other side is its mirror image.
        return x < (a + 1) / (a + b + 2) ? Below(x, a, b) : 1 - Below(1 - x, b, a);
    }

    private static double Below(double x, double a, double b)
    {
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x)) / a;
        return front / Fraction(x, a, b);
    }

    /// <summary>1 + d1 / (1 + d2 / (1 + ..)), evaluated from the front (Lentz).</summary>
    private static double Fraction(double x, double a, double b)
    {
        var (value, numerator, denominator) = (1.0, 1.0, 0.0);
        for (var term = 1; term < 10_000; term++)
        {
            var m = term / 2;
            var d = term % 2 == 0
                ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            (numerator, denominator) = (NotZero(1 + d / numerator), 1 / NotZero(1 + d * denominator));
            var change = numerator * denominator;
            value *= change;
            if (Math.Abs(change - 1) < 1e-15)
                break;
        }
        return value;
    }

    private static double NotZero(double number) => Math.Abs(number) < 1e-300 ? 1e-300 : number;

    /// <summary>Stirling's series, after the argument was raised to where it is exact to rounding.</summary>
    private static double LogGamma(double x)
    {
        var product = 1.0;
        for (; x < 15; x++)
            product *= x;
        var inverse = 1 / (x * x);
        var series = (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse * (1.0 / 1680 - inverse / 1188)))) / x;
        return (x - 0.5) * Math.Log(x) - x + Math.Log(2 * Math.PI) / 2 + series - Math.Log(product);
    }
}
