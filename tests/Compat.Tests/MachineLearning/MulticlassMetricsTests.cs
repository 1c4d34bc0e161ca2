using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MachineLearning;

public class MulticlassMetricsTests
{
    private readonly MLContext context = new(seed: 1);

    private sealed class Scored
    {
        public string Name { get; set; } = "";

        [VectorType(3)]
        public float[] Score { get; set; } = [];
    }

    private IDataView View()
    {
        IDataView rows = context.Data.LoadFromEnumerable(
        [
            new Scored { Name = "cat", Score = [0.7f, 0.2f, 0.1f] },
            new Scored { Name = "dog", Score = [0.6f, 0.3f, 0.1f] },
            new Scored { Name = "bird", Score = [0.1f, 0.1f, 0.8f] },
            new Scored { Name = "cat", Score = [0.5f, 0.4f, 0.1f] },
        ]);
        return context.Transforms.Conversion.MapValueToKey("Label", "Name").Append(context.Transforms.CopyColumns("PredictedLabel", "Label")).Fit(rows).Transform(rows);
    }

    [Fact]
    public void Accuracy_counts_rows_or_classes()
    {
        MulticlassClassificationMetrics metrics = context.MulticlassClassification.Evaluate(View(), topKPredictionCount: 2);

        Assert.Equal(0.75, metrics.MicroAccuracy, 1e-9);
        Assert.Equal(2 / 3.0, metrics.MacroAccuracy, 1e-9);
        Assert.Equal([0.75, 1], metrics.TopKAccuracyForAllK.Select(share => Math.Round(share, 9)));
        Assert.Equal([2, 0, 0], metrics.ConfusionMatrix.Counts[0]);
        Assert.Equal([1, 0, 0], metrics.ConfusionMatrix.Counts[1]);
    }

    [Fact]
    public void Log_loss_is_that_of_the_right_class()
    {
        MulticlassClassificationMetrics metrics = context.MulticlassClassification.Evaluate(View());
        double loss = -(Math.Log(0.7) + Math.Log(0.3) + Math.Log(0.8) + Math.Log(0.5)) / 4, prior = -(0.5 * Math.Log(0.5) + 0.5 * Math.Log(0.25));

        Assert.Equal(loss, metrics.LogLoss, 1e-6);
        Assert.Equal(1 - loss / prior, metrics.LogLossReduction, 1e-6);
        Assert.Equal(-Math.Log(0.3), metrics.PerClassLogLoss[1], 1e-6);
    }

    [Fact]
    public void A_missing_score_is_named()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => context.MulticlassClassification.Evaluate(context.Transforms.DropColumns("Score").Fit(View()).Transform(View())));

        Assert.Contains("'Score'", error.Message);
    }
}
