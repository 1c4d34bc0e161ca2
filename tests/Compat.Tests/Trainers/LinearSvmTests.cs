using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Compat.Tests.Trainers;

public class LinearSvmTests
{
    private static readonly MLContext Context = new(seed: 1);

    [Fact]
    public void Separates_what_a_line_separates()
    {
        var model = Train(Interleaved(100));
        Assert.True(model.Model.Weights[0] > 0);
        var scored = Context.Data.CreateEnumerable<Scored>(model.Transform(View(Interleaved(100))), false).ToList();
        Assert.All(scored, row => Assert.Equal(row.Label, row.PredictedLabel));
        Assert.All(scored, row => Assert.Equal(row.Score > 0, row.PredictedLabel));
    }

    [Fact]
    public void Score_is_the_weighted_sum_plus_the_bias()
    {
        var model = Train(Interleaved(40));
        var first = Context.Data.CreateEnumerable<Scored>(model.Transform(View([new Row { Label = true, Features = [2, 3] }])), false).Single();
        Assert.Equal((2 * model.Model.Weights[0]) + (3 * model.Model.Weights[1]) + model.Model.Bias, first.Score, 1e-4f);
    }

    // Weights that Microsoft.ML 5.0.0 comes to.
    [Fact]
    public void Batches_and_steps_are_those_of_ML_NET()
    {
        Row[] rows = [.. Interleaved(200).Select(row => new Row { Label = row.Label, Features = [row.Features[0] / 10, 0] })];
        var model = Train(rows, new LinearSvmTrainer.Options { Lambda = 1f / 600, BatchSize = 50, NumberOfIterations = 20 }).Model;
        Assert.Equal(6.45f, model.Weights[0], 0.02f);
        Assert.Equal(0, model.Bias, 0.01f);
        var projected = Train(rows, new LinearSvmTrainer.Options { PerformProjection = true, Lambda = 4, NumberOfIterations = 3 }).Model;
        Assert.Equal(0.048087f, projected.Weights[0], 1e-4f);
    }

    [Fact]
    public void Rows_are_taken_in_their_order_so_that_sorted_ones_differ_from_alternating_ones()
    {
        Row[] alternating = Interleaved(60);
        Row[] sorted = [.. alternating.OrderByDescending(row => row.Label)];
        Assert.NotEqual(Train(alternating).Model.Bias, Train(sorted).Model.Bias);
    }

    [Fact]
    public void Same_rows_and_settings_give_the_same_weights()
    {
        Assert.Equal(Train(Interleaved(60)).Model.Weights, Train(Interleaved(60)).Model.Weights);
    }

    [Fact]
    public void No_bias_is_learnt_when_none_is_wanted() =>
        Assert.Equal(0, Train(Interleaved(60), new LinearSvmTrainer.Options { NoBias = true, BatchSize = 5 }).Model.Bias);

    [Fact]
    public void Projection_keeps_the_weights_in_the_ball()
    {
        var model = Train(Interleaved(60), new LinearSvmTrainer.Options { PerformProjection = true, Lambda = 4, NumberOfIterations = 5 });
        Assert.True(Math.Sqrt(model.Model.Weights.Sum(weight => weight * weight)) <= 0.5 + 1e-4);
    }

    [Fact]
    public void A_label_that_is_no_boolean_is_refused()
    {
        var estimator = Context.BinaryClassification.Trainers.LinearSvm(labelColumnName: "Features");
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(View(Interleaved(4))));
        Assert.StartsWith("Schema mismatch for label column 'Features': expected Boolean, got Vector<Single>", error.Message);
    }

    [Fact]
    public void Missing_features_are_refused()
    {
        var estimator = Context.BinaryClassification.Trainers.LinearSvm(featureColumnName: "Nothing");
        Assert.StartsWith("Could not find feature column 'Nothing'", Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(View(Interleaved(4)))).Message);
    }

    [Fact]
    public void No_rows_are_refused() =>
        Assert.Equal("No valid training instances found, all instances have missing features.", Assert.Throws<InvalidOperationException>(() => Train([])).Message);

    [Fact]
    public void A_saved_model_scores_the_same()
    {
        var (model, view) = (Train(Interleaved(60)), View(Interleaved(60)));
        using var file = new MemoryStream();
        Context.Model.Save(model, view.Schema, file);
        var loaded = new MLContext().Model.Load(file, out _);
        Assert.Equal(
            Context.Data.CreateEnumerable<Scored>(model.Transform(view), false).Select(row => row.Score),
            Context.Data.CreateEnumerable<Scored>(loaded.Transform(view), false).Select(row => row.Score));
    }

    [Fact]
    public void Prediction_precedes_score_in_the_output_and_both_are_marked()
    {
        var schema = Train(Interleaved(20)).GetOutputSchema(View(Interleaved(2)).Schema);
        Assert.Equal(["Label", "Features", "PredictedLabel", "Score"], schema.Select(column => column.Name));
        ReadOnlyMemory<char> kind = default;
        schema["Score"].Annotations.GetValue("ScoreColumnKind", ref kind);
        Assert.Equal("BinaryClassification", kind.ToString());
        schema["PredictedLabel"].Annotations.GetValue("ScoreValueKind", ref kind);
        Assert.Equal("PredictedLabel", kind.ToString());
    }

    private static BinaryPredictionTransformer<LinearBinaryModelParameters> Train(Row[] rows, LinearSvmTrainer.Options? options = null) =>
        Context.BinaryClassification.Trainers.LinearSvm(options ?? new LinearSvmTrainer.Options { NumberOfIterations = 50 }).Fit(View(rows));

    private static IDataView View(Row[] rows) => Context.Data.LoadFromEnumerable(rows);

    // True rows right of 1, false ones left of -1, in turn.
    private static Row[] Interleaved(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Row { Label = i % 2 == 0, Features = [(i % 2 == 0 ? 1 : -1) * (1.5f + (i % 7 / 7f)), i % 5 / 5f] })];

    private sealed class Row
    {
        public bool Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Scored
    {
        public bool Label { get; set; }

        public bool PredictedLabel { get; set; }

        public float Score { get; set; }
    }
}
