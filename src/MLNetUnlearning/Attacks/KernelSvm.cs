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
