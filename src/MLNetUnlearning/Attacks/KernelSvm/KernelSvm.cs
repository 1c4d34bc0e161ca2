using System.Numerics;

namespace MLNetUnlearning.Attacks;

/// <summary>A trained RBF support vector classifier on one number: f(x) = sum_s w_s exp(-gamma (x - x_s)^2) + bias.</summary>
internal sealed class KernelSvm
{
    private readonly double[] points, weights; // padded with weights of 0
    private readonly double gamma, bias;

    public KernelSvm(double[] supportPoints, double[] weights, double gamma, double bias)
    {
        var length = GaussianKernel.PaddedLength(supportPoints.Length);
        Array.Resize(ref supportPoints, length);
        Array.Resize(ref weights, length);
        (points, this.weights, this.gamma, this.bias) = (supportPoints, weights, gamma, bias);
    }

    /// <summary>Positive: the positive class.</summary>
    public double Score(double point)
    {
        var sum = Vector<double>.Zero;
        for (var start = 0; start < points.Length; start += Vector<double>.Count)
            sum += GaussianKernel.Of(new Vector<double>(points, start), point, gamma) * new Vector<double>(weights, start);
        return Vector.Sum(sum) + bias;
    }
}

/// <summary>exp(-gamma (x - center)^2) for many numbers at once. It is cheaper to compute a row of the kernel than to fetch it from a
/// cache.</summary>
internal static class GaussianKernel
{
    /// <summary>The exponent from which on the kernel is 0 to any precision in use. The limit keeps the exponent's bits in range.</summary>
    private const double SmallestExponent = -700;

    /// <summary>Adding this number rounds to the nearest integer, which then is in the lowest bits of the sum.</summary>
    private const double RoundingShift = 6755399441055744.0; // 1.5 * 2^52

    // ln 2 in two parts: the first has so few bits that its product with an exponent is exact.
    private const double Ln2High = 6.93145751953125e-1, Ln2Low = 1.42860682030941723212e-6;

    /// <summary>The next length that <see cref="Fill"/> takes: whole vectors.</summary>
    public static int PaddedLength(int length) => (length + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;

    /// <summary>Writes the kernel between <paramref name="center"/> and each of <paramref name="points"/>, of a padded length.</summary>
    public static void Fill(double[] points, double center, double gamma, double[] kernel)
    {
        for (var start = 0; start < points.Length; start += Vector<double>.Count)
            Of(new Vector<double>(points, start), center, gamma).CopyTo(kernel, start);
    }

    public static Vector<double> Of(Vector<double> points, double center, double gamma)
    {
        var distance = points - new Vector<double>(center);
        return Exp(distance * distance * -gamma);
    }

    /// <summary>exp of numbers of at most 0, as 2^k exp(r) with whole k.</summary>
    private static Vector<double> Exp(Vector<double> exponent)
    {
        exponent = Vector.Max(exponent, new Vector<double>(SmallestExponent));
        var shifted = exponent * new Vector<double>(1 / Math.Log(2)) + new Vector<double>(RoundingShift);
        var power = shifted - new Vector<double>(RoundingShift);
        var rest = exponent - power * new Vector<double>(Ln2High) - power * new Vector<double>(Ln2Low);
        // Taylor's series to 1e-11 for |rest| of at most ln 2 / 2, in two halves that the processor computes side by side.
        var square = rest * rest;
        var even = (((square * (1.0 / 40320) + new Vector<double>(1.0 / 720)) * square + new Vector<double>(1.0 / 24)) * square
            + new Vector<double>(0.5)) * square + Vector<double>.One;
        var odd = (((square * (1.0 / 362880) + new Vector<double>(1.0 / 5040)) * square + new Vector<double>(1.0 / 120)) * square
            + new Vector<double>(1.0 / 6)) * square + Vector<double>.One;
        var series = even + odd * rest;
        return Vector.AsVectorDouble(Vector.AsVectorInt64(series) + Vector.ShiftLeft(Vector.AsVectorInt64(shifted), 52));
    }
}
