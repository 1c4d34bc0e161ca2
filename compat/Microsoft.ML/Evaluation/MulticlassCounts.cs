namespace Microsoft.ML.Data;

/// <summary>What the metrics of a classifier of several classes are made of, gathered row by row.</summary>
internal sealed class MulticlassCounts(int classes)
{
    // A class that was given no chance at all costs this much, not infinity.
    private const float SmallestProbability = 1e-15f;

    public double[][] Confusion { get; } = [.. Enumerable.Range(0, classes).Select(_ => new double[classes])];

    public double[] RowsOfClass { get; } = new double[classes];

    public double[] LogLossOfClass { get; } = new double[classes];

    /// <summary>How many rows have their true class in first, second, ... place; the lower class goes first where scores are equal.</summary>
    public double[] RowsAtRank { get; } = new double[classes];

    public void Add(int label, ReadOnlySpan<float> scores)
    {
        RowsOfClass[label]++;
        LogLossOfClass[label] -= Math.Log(Math.Max(scores[label], SmallestProbability));
        int predicted = 0, rank = 0;
        for (int i = 0; i < classes; i++) {
            predicted = scores[i] > scores[predicted] ? i : predicted;
            rank += scores[i] > scores[label] || (scores[i] == scores[label] && i < label) ? 1 : 0;
        }
        Confusion[label][predicted]++;
        RowsAtRank[rank]++;
    }
}
