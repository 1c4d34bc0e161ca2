namespace Microsoft.ML.Data;

public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics(MulticlassCounts counts, int topKPredictionCount)
    {
        ConfusionMatrix = new ConfusionMatrix(counts.Confusion);
        double rows = counts.RowsOfClass.Sum();
        MicroAccuracy = counts.Confusion.Select((row, i) => row[i]).Sum() / rows;
        MacroAccuracy = Enumerable.Range(0, counts.RowsOfClass.Length).Where(i => counts.RowsOfClass[i] > 0)
            .Average(i => counts.Confusion[i][i] / counts.RowsOfClass[i]);
        LogLoss = counts.LogLossOfClass.Sum() / rows;
        PerClassLogLoss = [.. counts.LogLossOfClass.Select((loss, i) => counts.RowsOfClass[i] > 0 ? loss / counts.RowsOfClass[i] : 0)];
        double entropy = -counts.RowsOfClass.Where(count => count > 0).Sum(count => count / rows * Math.Log(count / rows));
        LogLossReduction = (entropy - LogLoss) / entropy;
        TopKPredictionCount = topKPredictionCount;
        if (topKPredictionCount > 0)
            TopKAccuracyForAllK = [.. Enumerable.Range(1, topKPredictionCount).Select(k => counts.RowsAtRank.Take(k).Sum() / rows)];
    }

    public double LogLoss { get; }

    public double LogLossReduction { get; }

    public double MacroAccuracy { get; }

    public double MicroAccuracy { get; }

    public double TopKAccuracy => TopKAccuracyForAllK?[^1] ?? 0;

    public IReadOnlyList<double> TopKAccuracyForAllK { get; }

    public int TopKPredictionCount { get; }

    public IReadOnlyList<double> PerClassLogLoss { get; }

    public ConfusionMatrix ConfusionMatrix { get; }
}
