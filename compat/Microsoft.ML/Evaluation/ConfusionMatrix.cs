namespace Microsoft.ML.Data;

/// <summary>Rows counted by actual class (first index) and predicted class (second index).</summary>
public sealed class ConfusionMatrix
{
    private readonly double[][] _counts;

    internal ConfusionMatrix(double[][] counts)
    {
        _counts = counts;
        PerClassRecall = [.. counts.Select((row, i) => Ratio(row[i], row.Sum()))];
        PerClassPrecision = [.. counts.Select((row, i) => Ratio(row[i], counts.Sum(other => other[i])))];
    }

    public IReadOnlyList<double> PerClassPrecision { get; }

    public IReadOnlyList<double> PerClassRecall { get; }

    public IReadOnlyList<IReadOnlyList<double>> Counts => _counts;

    public int NumberOfClasses => _counts.Length;

    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex) =>
        _counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}
