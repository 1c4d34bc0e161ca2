namespace Microsoft.ML.Data;

public class BinaryClassificationMetrics
{
    private protected BinaryClassificationMetrics(BinaryCounts counts)
    {
        ConfusionMatrix = new ConfusionMatrix(
        [
            [counts.TruePositives, counts.FalseNegatives],
            [counts.FalsePositives, counts.TrueNegatives],
        ]);
        AreaUnderRocCurve = counts.AreaUnderRocCurve();
        Accuracy = (counts.TruePositives + counts.TrueNegatives) / (double)counts.Rows;
    }

    public double AreaUnderRocCurve { get; }

    public double Accuracy { get; }

    public double PositivePrecision => ConfusionMatrix.PerClassPrecision[0];

    public double PositiveRecall => ConfusionMatrix.PerClassRecall[0];

    public double NegativePrecision => ConfusionMatrix.PerClassPrecision[1];

    public double NegativeRecall => ConfusionMatrix.PerClassRecall[1];

    public double F1Score => PositivePrecision + PositiveRecall > 0 ? 2 * PositivePrecision * PositiveRecall / (PositivePrecision + PositiveRecall) : 0;

    public ConfusionMatrix ConfusionMatrix { get; }

    internal static BinaryClassificationMetrics Of(BinaryCounts counts) => new(counts);
}

public sealed class CalibratedBinaryClassificationMetrics : BinaryClassificationMetrics
{
    internal CalibratedBinaryClassificationMetrics(BinaryCounts counts) : base(counts)
    {
        LogLoss = counts.LogLoss / counts.Rows;
        Entropy = counts.Entropy();
    }

    public double LogLoss { get; }

    public double LogLossReduction => (Entropy - LogLoss) / Entropy;

    public double Entropy { get; }
}
