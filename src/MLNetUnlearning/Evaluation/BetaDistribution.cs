namespace MLNetUnlearning.Evaluation;

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
