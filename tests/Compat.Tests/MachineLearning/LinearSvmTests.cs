using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Compat.Tests.MachineLearning;

public class LinearSvmTests
{
    private readonly MLContext context = new(seed: 1);

    private sealed class Point
    {
        public bool Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }

    /// <summary>Two clouds, in turn; a few points lie on the wrong side.</summary>
    private IDataView Points() => context.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(i =>
        new Point { Label = i % 2 == 0, Features = [(i % 2 == 0 ? 1 : -1) * (1 + i % 7 - (i % 50 == 0 ? 4 : 0)), i % 3 - 1] }));

    private LinearSvmTrainer Trainer(int numberOfIterations = 20) =>
        context.BinaryClassification.Trainers.LinearSvm(new LinearSvmTrainer.Options { Lambda = 0.01f, BatchSize = 10, NumberOfIterations = numberOfIterations });

    [Fact]
    public void It_finds_the_side_that_most_rows_are_on()
    {
        var model = Trainer().Fit(Points());

        BinaryClassificationMetrics metrics = context.BinaryClassification.EvaluateNonCalibrated(model.Transform(Points()));

        Assert.InRange(metrics.Accuracy, 0.9, 1);
        Assert.InRange(metrics.AreaUnderRocCurve, 0.9, 1);
        Assert.Equal(200, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
        Assert.Equal(metrics.PositiveRecall, metrics.ConfusionMatrix.PerClassRecall[0], 1e-9);
        Assert.True(model.Model.Weights[0] > 0);
        Assert.Equal(2, model.Model.Weights.Count);
    }

    [Fact]
    public void Score_is_the_margin_and_its_sign_the_prediction()
    {
        var model = Trainer().Fit(Points());
        IDataView scored = model.Transform(Points());
        float[] score = scored.GetColumn<float>("Score").ToArray();
        float[][] features = scored.GetColumn<float[]>("Features").ToArray();

        Assert.All(score.Zip(features), row => Assert.Equal(model.Model.Bias + model.Model.Weights[0] * row.Second[0] + model.Model.Weights[1] * row.Second[1], row.First, 1e-4f));
        Assert.Equal(score.Select(value => value > 0), scored.GetColumn<bool>("PredictedLabel"));
    }

    [Fact]
    public void Two_steps_of_one_row_each_are_those_of_Pegasos()
    {
        // t = 1: rate 1 / (1 + 0.5), margin 0 < 1: w = rate * 2; t = 2: the margin is above 1 and the weight only shrinks.
        IDataView view = context.Data.LoadFromEnumerable(Enumerable.Repeat(new Point { Label = true, Features = [2, 0] }, 2));

        LinearBinaryModelParameters model = context.BinaryClassification.Trainers.LinearSvm(new LinearSvmTrainer.Options { Lambda = 0.5f }).Fit(view).Model;

        Assert.Equal(2 / 1.5 * (1 - 0.5 / 2), model.Weights[0], 1e-5);
        Assert.Equal(1 / 1.5, model.Bias, 1e-5);
    }

    [Fact]
    public void A_batch_that_a_pass_does_not_fill_is_dropped()
    {
        IDataView view = context.Data.LoadFromEnumerable(Enumerable.Repeat(new Point { Label = true, Features = [2, 0] }, 5));
        var options = new LinearSvmTrainer.Options { Lambda = 0.5f, BatchSize = 3, NumberOfIterations = 2 };

        LinearBinaryModelParameters model = context.BinaryClassification.Trainers.LinearSvm(options).Fit(view).Model;

        // t = 1 makes the step of three rows, t = 2 is dropped, t = 3 shrinks the weight.
        Assert.Equal(2 / 1.5 * (1 - 0.5 / 2.5), model.Weights[0], 1e-5);
    }

    [Fact]
    public void The_same_rows_give_the_same_model() =>
        Assert.Equal(Trainer().Fit(Points()).Model.Weights, Trainer().Fit(Points()).Model.Weights);

    [Fact]
    public void It_can_be_saved_and_cross_validated()
    {
        var model = Trainer().Fit(Points());
        using var file = new MemoryStream();
        context.Model.Save(model, Points().Schema, file);
        file.Position = 0;

        ITransformer loaded = context.Model.Load(file, out _);

        Assert.Equal(model.Transform(Points()).GetColumn<float>("Score"), loaded.Transform(Points()).GetColumn<float>("Score"));
        Assert.Equal(3, context.BinaryClassification.CrossValidateNonCalibrated(Points(), Trainer(), numberOfFolds: 3).Count(fold => fold.Metrics.Accuracy > 0.8));
    }

    [Fact]
    public void A_label_that_is_no_truth_value_is_refused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => context.BinaryClassification.Trainers.LinearSvm("Width", "Petals").Fit(context.Data.LoadFromEnumerable(Flower.Field(3))));

        Assert.Contains("Schema mismatch for label column 'Width': expected Boolean, got Single", error.Message);
        error = Assert.Throws<ArgumentOutOfRangeException>(() => context.BinaryClassification.Trainers.LinearSvm("IsRed", "Leaves").Fit(context.Data.LoadFromEnumerable(Flower.Field(3))));
        Assert.Contains("Could not find feature column 'Leaves'", error.Message);
    }
}
