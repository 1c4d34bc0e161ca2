namespace Microsoft.ML.Data;

/// <summary>Along one side: which source pixels make up each target pixel, and how much each counts.</summary>
internal sealed class SampleWeights
{
    private readonly int[] _first;
    private readonly float[][] _weights;

    private SampleWeights(int[] first, float[][] weights) => (_first, _weights) = (first, weights);

    public int Count => _first.Length;

    /// <summary>Smooth: a cubic over the nearest pixels when enlarging, over all pixels covered when shrinking; else the nearest pixel.</summary>
    public static SampleWeights For(int sourceSize, int targetSize, bool smooth)
    {
        int[] first = new int[targetSize];
        float[][] weights = new float[targetSize][];
        double step = (double)sourceSize / targetSize;
        for (int i = 0; i < targetSize; i++)
        {
            double center = (i + 0.5) * step;
            (first[i], weights[i]) = smooth && sourceSize != targetSize ? Cubic(center, Math.Max(1, step), sourceSize) : ((int)center, [1f]);
        }
        return new SampleWeights(first, weights);
    }

    /// <summary>The weighted sum for one target pixel of values that lie stride apart.</summary>
    public float Sum(int target, float[] values, int offset, int stride)
    {
        float sum = 0;
        float[] weights = _weights[target];
        int position = offset + (_first[target] * stride);
        for (int i = 0; i < weights.Length; i++, position += stride)
            sum += weights[i] * values[position];
        return sum;
    }

    private static (int First, float[] Weights) Cubic(double center, double scale, int sourceSize)
    {
        int first = Math.Max(0, (int)Math.Floor(center - (2 * scale)));
        int end = Math.Min(sourceSize, (int)Math.Ceiling(center + (2 * scale)));
        double[] weights = Enumerable.Range(first, end - first).Select(i => Mitchell((i + 0.5 - center) / scale)).ToArray();
        double sum = weights.Sum();
        return (first, weights.Select(weight => (float)(weight / sum)).ToArray());
    }

    // Mitchell and Netravali 1988, B = C = 1/3.
    private static double Mitchell(double distance)
    {
        double x = Math.Abs(distance);
        return x switch
        {
            < 1 => ((7 * x * x * x) - (12 * x * x) + (16.0 / 3)) / 6,
            < 2 => ((-7.0 / 3 * x * x * x) + (12 * x * x) - (20 * x) + (32.0 / 3)) / 6,
            _ => 0,
        };
    }
}
