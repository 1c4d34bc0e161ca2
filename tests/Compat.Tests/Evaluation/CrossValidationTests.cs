using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.Evaluation;

public class CrossValidationTests
{
    private readonly MLContext context = new(seed: 1);

    private IDataView View => context.Data.LoadFromEnumerable(Enumerable.Range(0, 300).Select(Row.Number));

    /// <summary>Nothing is learned: score and probability are columns already.</summary>
    private IEstimator<ITransformer> Scorer => context.Transforms.CopyColumns("Score", "Logit")
        .Append(context.Transforms.CopyColumns("Probability", "Chance")).Append(context.Transforms.CopyColumns("PredictedLabel", "Guess"));

    [Fact]
    public void Every_row_is_held_out_once_and_each_fold_has_calibrated_metrics()
    {
        var folds = context.BinaryClassification.CrossValidate(View, Scorer, numberOfFolds: 4);

        Assert.Equal([0, 1, 2, 3], folds.Select(fold => fold.Fold));
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (float)i), folds.SelectMany(fold => fold.ScoredHoldOutSet.GetColumn<float>("Id")).Order());
        Assert.All(folds, fold =>
        {
            CalibratedBinaryClassificationMetrics again = context.BinaryClassification.Evaluate(fold.ScoredHoldOutSet);
            Assert.Equal(
                (again.Accuracy, again.LogLoss, again.Entropy), (fold.Metrics.Accuracy, fold.Metrics.LogLoss, fold.Metrics.Entropy));
            Assert.InRange(fold.Metrics.AreaUnderRocCurve, 0.6, 0.99);
            Assert.InRange(fold.Metrics.LogLossReduction, -1, 0.9);
            Assert.Equal(["Score", "Probability", "PredictedLabel"], fold.ScoredHoldOutSet.Schema.Select(column => column.Name).TakeLast(3));
            Assert.Equal("Score", fold.Model.GetOutputSchema(View.Schema)["Score"].Name);
        });
    }

    [Fact]
    public void The_same_seed_gives_the_same_folds()
    {
        double[] Losses(int seed) => [.. context.BinaryClassification.CrossValidate(View, Scorer, 3, seed: seed).Select(fold => fold.Metrics.LogLoss)];

        Assert.Equal(Losses(7), Losses(7));
        Assert.NotEqual(Losses(7), Losses(8));
    }

    [Fact]
    public void Rows_of_one_sampling_key_are_held_out_together()
    {
        var folds = context.BinaryClassification.CrossValidate(View, Scorer, 3, samplingKeyColumnName: "Group");

        string[] held = [.. folds.SelectMany(fold => fold.ScoredHoldOutSet.GetColumn<string>("Group").Distinct())];
        Assert.Equal(30, held.Length);
        Assert.Equal(30, held.Distinct().Count());
    }

    [Theory]
    [InlineData("Truth", "Truth column 'Label' not found")]
    [InlineData("", "labelColumnName cannot be null or empty")]
    public void A_label_must_be_there(string label, string message)
    {
        Assert.StartsWith(message, Refused(() => context.BinaryClassification.CrossValidate(View, Scorer, labelColumnName: label)));
        Assert.StartsWith(message, Refused(() => context.BinaryClassification.CrossValidateNonCalibrated(View, Scorer, labelColumnName: label)));
        Assert.StartsWith(message, Refused(() => context.MulticlassClassification.CrossValidate(View, Scorer, labelColumnName: label)));
    }

    [Fact]
    public void A_model_without_probabilities_is_not_calibrated()
    {
        IEstimator<ITransformer> scores = context.Transforms.CopyColumns("Score", "Logit")
            .Append(context.Transforms.CopyColumns("PredictedLabel", "Guess"));

        Assert.StartsWith("Probability column 'Probability' not found", Refused(() => context.BinaryClassification.CrossValidate(View, scores)));
        Assert.Equal(5, context.BinaryClassification.CrossValidateNonCalibrated(View, scores).Count);
    }

    [Fact]
    public void Wrong_settings_are_refused()
    {
        Assert.StartsWith("Must be more than 1", Refused(() => context.BinaryClassification.CrossValidate(View, Scorer, numberOfFolds: 1)));
        Assert.StartsWith("Must be more than 1", Refused(() => context.Data.CrossValidationSplit(View, 0)));
        Assert.StartsWith("Could not find SamplingKeyColumn column 'Herd'",
            Refused(() => context.BinaryClassification.CrossValidate(View, Scorer, samplingKeyColumnName: "Herd")));
        Assert.StartsWith("Must be between 0 and 1 exclusive", Refused(() => context.Data.TrainTestSplit(View, testFraction: 1.2)));
        Assert.Throws<ArgumentNullException>(() => context.BinaryClassification.CrossValidate(null, Scorer));
        Assert.Throws<ArgumentNullException>(() => context.BinaryClassification.CrossValidate(View, null));
    }

    [Fact]
    public void Probabilities_are_numbers_of_single_precision()
    {
        IDataView scored = Scorer.Fit(View).Transform(View);

        Assert.StartsWith("Schema mismatch for probability column 'Guess': expected Single, got Boolean",
            Refused(() => context.BinaryClassification.Evaluate(scored, probabilityColumnName: "Guess")));
    }

    private static string Refused(Func<object> action) => Assert.Throws<ArgumentOutOfRangeException>(action).Message;

    private sealed class Row
    {
        public float Id { get; set; }

        public bool Label { get; set; }

        public float Logit { get; set; }

        public float Chance => 1 / (1 + MathF.Exp(-Logit));

        public bool Guess => Logit > 0;

        public string Group { get; set; } = "";

        /// <summary>A third of the rows are positive, and have somewhat higher scores.</summary>
        public static Row Number(int i)
        {
            float noise = (2 * (i * 0.618034f % 1)) - 1;
            return new() { Id = i, Label = i % 3 == 0, Logit = noise + (i % 3 == 0 ? 0.7f : 0), Group = $"herd {i % 30}" };
        }
    }
}
