namespace Microsoft.ML.Transforms;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    /// <summary>
    /// The share of the distribution below a number. Winitzki's approximation of the error function, right to 1.3e-4:
    /// a closer one would give other values than ML.NET's.
    /// </summary>
    public static double Share(double number)
    {
        const double a = 0.147;
        double square = number * number / 2;
        double errorFunction = Math.Sqrt(1 - Math.Exp(-square * ((4 / Math.PI) + (a * square)) / (1 + (a * square))));
        return (1 + Math.CopySign(errorFunction, number)) / 2;
    }
}
