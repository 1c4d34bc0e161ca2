namespace MLNetUnlearning.Tests;

/// <summary>In ML.NET's own pipelines, as users write them.</summary>
public sealed class PipelineTests
{
    private readonly MLContext ml = new(seed: 1);

    private IEstimator<ITransformer> Keys => ml.Transforms.Conversion.MapValueToKey("Label");

    [Fact]
    public void Train_forget_and_predict_in_a_chain()
    {
        var train = Objects(seed: 0);
        var model = Keys.Append(Tiny.Trainer(ml)).Fit(train);
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class("red"));
        var forgetful = Keys.Append(ml.Unlearn(model.LastTransformer, new Retrain())).Fit(marked);
        Assert.Equal(Tiny.Classes, model.LastTransformer.Labels.Names);
        Assert.Equal(["train", "retrain"], forgetful.LastTransformer.History.Select(step => step.Name));
    }

    [Fact]
    public void Unseen_rows_may_come_from_the_classifiers_own_pipeline_though_keys_count_otherwise()
    {
        var train = Objects(seed: 0);
        var model = Keys.Append(Tiny.Trainer(ml)).Fit(train);
        var marked = ml.Unlearning().MarkForgotten(Objects(seed: 0, reversed: true), ForgetRequest.Random(0.25, seed: 1));
        var unseen = model.Transform(Objects(seed: 7));
        var forgetful = Keys.Append(ml.Unlearn(
            model.LastTransformer, Tiny.Game, unseen: unseen, maximumRetainAccuracyLoss: double.PositiveInfinity)).Fit(marked);
        Assert.Equal(6, forgetful.LastTransformer.History[^1].NumberOfForgottenRows);
    }

    [Fact]
    public void A_prediction_engine_gives_what_the_view_gives()
    {
        var words = ml.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel");
        var model = Keys.Append(Tiny.Trainer(ml)).Append(words).Fit(Objects(seed: 0));
        using var engine = ml.Model.CreatePredictionEngine<Picture, Answer>(model);
        foreach (var row in Pictures(seed: 5))
        {
            var answer = engine.Predict(row);
            Assert.Equal(row.Label, answer.Predicted);
            Assert.Equal(1, answer.Score.Sum(), 4);
        }
    }

    [Fact]
    public void A_preview_shows_scores()
    {
        var preview = Keys.Append(Tiny.Trainer(ml)).Fit(Objects(seed: 0)).Preview(Objects(seed: 0), maxRows: 2);
        Assert.Equal(2, preview.RowView.Length);
        Assert.Contains(preview.RowView[0].Values, value => value.Key == "Score");
    }

    [Fact]
    public void ML_NETs_own_evaluator_reads_the_scores()
    {
        var model = Keys.Append(Tiny.Trainer(ml)).Fit(Objects(seed: 0));
        var metrics = ml.MulticlassClassification.Evaluate(model.Transform(Objects(seed: 5)));
        Assert.Equal(1, metrics.MicroAccuracy);
        Assert.InRange(metrics.LogLoss, 0, 0.5);
    }

    [Fact]
    public void It_can_be_cross_validated()
    {
        var folds = ml.MulticlassClassification.CrossValidate(Objects(seed: 0), Keys.Append(Tiny.Trainer(ml)), numberOfFolds: 2);
        Assert.Equal(2, folds.Count);
        foreach (var fold in folds)
        {
            var classifier = ((TransformerChain<NeuralClassifier>)fold.Model).LastTransformer;
            Assert.Equal(Tiny.NumberOfRows, classifier.History[0].NumberOfRows + fold.ScoredHoldOutSet.Preview().RowView.Length);
        }
    }

    private IDataView Objects(int seed, bool reversed = false) =>
        ml.Data.LoadFromEnumerable(reversed ? Pictures(seed).AsEnumerable().Reverse() : Pictures(seed));

    private static List<Picture> Pictures(int seed) =>
        [.. Tiny.Rows(seed).Vectors("Features").Select((pixels, row) => new Picture { Label = Tiny.Classes[row % 3], Features = pixels })];

    private sealed class Picture
    {
        public string Label { get; set; } = "";

        [VectorType(3, Tiny.Side, Tiny.Side)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Answer
    {
        public string Predicted { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
