namespace Microsoft.ML.Transforms;

/// <summary>A kernel that depends on the difference of two vectors only: their distance, and its Fourier transform to draw from.</summary>
public abstract class KernelBase
{
    internal KernelBase()
    {
    }

    internal abstract float Distance(ReadOnlySpan<float> x, ReadOnlySpan<float> y);

    /// <summary>A random frequency, where distances are counted in a unit.</summary>
    internal abstract float DrawFrequency(Random random, float unit);
}

/// <summary>exp(-gamma d), where d is the squared distance.</summary>
public sealed class GaussianKernel : KernelBase
{
    private readonly float _gamma;

    public GaussianKernel(float gamma = 1) => _gamma = gamma > 0 ? gamma : throw new ArgumentOutOfRangeException(nameof(gamma));

    internal override float Distance(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        float sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += (x[i] - y[i]) * (x[i] - y[i]);
        return sum;
    }

    // Normal, with variance 2 gamma / unit: one of the pair that Box and Muller make of two uniform numbers.
    internal override float DrawFrequency(Random random, float unit)
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        return (float)(Math.Sqrt(2 * _gamma / unit) * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
    }
}

/// <summary>exp(-a d), where d is the sum of the absolute differences.</summary>
public sealed class LaplacianKernel : KernelBase
{
    private readonly float _a;

    public LaplacianKernel(float a = 1) => _a = a > 0 ? a : throw new ArgumentOutOfRangeException(nameof(a));

    internal override float Distance(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        float sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += MathF.Abs(x[i] - y[i]);
        return sum;
    }

    // Cauchy, with scale a / unit.
    internal override float DrawFrequency(Random random, float unit) => (float)(_a / unit * Math.Tan(Math.PI * (random.NextDouble() - 0.5)));
}
