using Microsoft.ML;

namespace Compat.Tests.Evaluation;

public class BinaryEvaluationTests
{
    private static readonly MLContext Context = new(seed: 1);

    private static readonly Row[] Rows =
    [
        .. new[] { (true, 2f), (true, 1f), (false, 1f), (false, -1f), (true, -2f), (false, -3f), (false, 0.5f) }.Select(
            pair => new Row { Label = pair.Item1, Score = pair.Item2, Probability = 1 / (1 + MathF.Exp(-pair.Item2)) }),
    ];

    [Fact]
    public void Counts_precision_recall_and_area_are_those_of_the_scores()
    {
        var metrics = Context.BinaryClassification.EvaluateNonCalibrated(View(Rows));
        Assert.Equal(4.0 / 7, metrics.Accuracy, 12);
        Assert.Equal(8.5 / 12, metrics.AreaUnderRocCurve, 12); // 3 x 4 pairs, one tie
        Assert.Equal([[2.0, 1], [2, 2]], metrics.ConfusionMatrix.Counts);
        Assert.Equal(2, metrics.ConfusionMatrix.GetCountForClassPair(0, 1));
        Assert.Equal(0.5, metrics.PositivePrecision, 12);
        Assert.Equal(2.0 / 3, metrics.PositiveRecall, 12);
        Assert.Equal(2.0 / 3, metrics.NegativePrecision, 12);
        Assert.Equal(0.5, metrics.NegativeRecall, 12);
        Assert.Equal(4.0 / 7, metrics.F1Score, 12);
    }

    [Fact]
    public void Log_loss_is_in_bits()
    {
        var metrics = Context.BinaryClassification.Evaluate(View(Rows));
        Assert.Equal(1.0750769, metrics.LogLoss, 6);
        Assert.Equal(0.9852281, metrics.Entropy, 6);
        Assert.Equal(-0.0911959, metrics.LogLossReduction, 6);
    }

    [Fact]
    public void Nothing_predicted_positive_gives_zeros()
    {
        var metrics = Context.BinaryClassification.EvaluateNonCalibrated(View([.. Rows.Select(row => new Row { Label = row.Label, Score = -1 })]));
        Assert.Equal((0.5, 0, 0), (metrics.AreaUnderRocCurve, metrics.PositivePrecision, metrics.F1Score));
    }

    [Fact]
    public void Rows_without_a_score_do_not_count() =>
        Assert.Equal(4.0 / 7, Context.BinaryClassification.EvaluateNonCalibrated(View([.. Rows, new Row { Score = float.NaN }])).Accuracy, 12);

    [Theory]
    [InlineData(true, "AUC is not defined when there is no negative class in the data")]
    [InlineData(false, "AUC is not defined when there is no positive class in the data")]
    public void One_class_alone_is_refused(bool label, string message)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Context.BinaryClassification.EvaluateNonCalibrated(View([.. Rows.Where(row => row.Label == label)])));
        Assert.StartsWith(message, error.Message);
    }

    [Fact]
    public void Missing_columns_and_other_types_are_refused()
    {
        Assert.StartsWith("Schema mismatch for score column 'Label': expected Single, got Boolean",
            Assert.Throws<ArgumentOutOfRangeException>(() => Context.BinaryClassification.EvaluateNonCalibrated(View(Rows), scoreColumnName: "Label")).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Context.BinaryClassification.EvaluateNonCalibrated(View(Rows), "Nothing"));
    }

    private static IDataView View(Row[] rows) => Context.Data.LoadFromEnumerable(rows);

    private sealed class Row
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel => Score > 0;
    }
}
