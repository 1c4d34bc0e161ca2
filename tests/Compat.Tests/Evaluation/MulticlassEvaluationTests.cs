using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.Evaluation;

public class MulticlassEvaluationTests
{
    private static readonly MLContext Context = new(seed: 1);

    // True class by number, scores of the three classes; the first has no rows.
    private static readonly (float Label, float[] Scores)[] Rows =
    [
        (1, [.7f, .2f, .1f]), (1, [.2f, .7f, .1f]), (2, [.1f, .8f, .1f]), (2, [.3f, .3f, .4f]), (2, [.4f, .4f, .2f]), (1, [.5f, .5f, 0]),
    ];

    [Fact]
    public void Accuracies_and_losses_are_those_of_the_scores()
    {
        var metrics = Context.MulticlassClassification.Evaluate(View());
        Assert.Equal(1.0 / 3, metrics.MicroAccuracy, 12);
        Assert.Equal(1.0 / 3, metrics.MacroAccuracy, 12);
        Assert.Equal(1.2479290, metrics.LogLoss, 6);
        Assert.Equal(-0.8003809, metrics.LogLossReduction, 6);
        Assert.Equal([0, 0.88642, 1.609438], metrics.PerClassLogLoss.Select(loss => Math.Round(loss, 6)));
    }

    [Fact]
    public void Confusion_counts_actual_classes_by_predicted_ones()
    {
        var confusion = Context.MulticlassClassification.Evaluate(View()).ConfusionMatrix;
        Assert.Equal([[0.0, 0, 0], [2, 1, 0], [1, 1, 1]], confusion.Counts);
        Assert.Equal([0, 0.5, 1], confusion.PerClassPrecision);
        Assert.Equal([0, 1.0 / 3, 1.0 / 3], confusion.PerClassRecall);
    }

    [Fact]
    public void The_best_k_are_counted_when_asked_for()
    {
        Assert.Equal(0, Context.MulticlassClassification.Evaluate(View()).TopKAccuracy);
        var metrics = Context.MulticlassClassification.Evaluate(View(), topKPredictionCount: 2);
        Assert.Equal(2.0 / 3, metrics.TopKAccuracy, 12);
        Assert.Equal([1.0 / 3, 2.0 / 3], metrics.TopKAccuracyForAllK);
    }

    [Fact]
    public void A_score_that_is_no_vector_is_refused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Context.MulticlassClassification.Evaluate(View(), scoreColumnName: "Label"));
        Assert.StartsWith("Schema mismatch for score column 'Label': expected vector of two or more items of type Single, got Single", error.Message);
    }

    private static IDataView View() =>
        Context.Data.LoadFromEnumerable(Rows.Select(row => new Row { Label = row.Label, Score = row.Scores, PredictedLabel = Array.IndexOf(row.Scores, row.Scores.Max()) }));

    private sealed class Row
    {
        public float Label { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; } = [];

        public float PredictedLabel { get; set; }
    }
}
