namespace MLNetUnlearning.Tests;

/// <summary>A pipeline with a classifier, saved and loaded by ML.NET itself, in a context that knows nothing of it.</summary>
public sealed class SavedModelTests(TrainedOnce trained) : IClassFixture<TrainedOnce>
{
    private const int MoreThanABatch = 300;
    private readonly MLContext ml = new(seed: 1);
    private readonly NeuralClassifier classifier = trained.Classifier;

    /// <summary>Other transforms before and behind the classifier; its rows are <see cref="Rows"/>.</summary>
    private TransformerChain<ITransformer> Pipeline
    {
        get
        {
            var renaming = ml.Transforms.CopyColumns("Features", "Image").Fit(Rows());
            var scored = classifier.Transform(renaming.Transform(Rows()));
            var words = ml.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel").Fit(scored);
            return new TransformerChain<ITransformer>(renaming, classifier, words);
        }
    }

    [Fact]
    public void It_gives_the_same_scores_to_the_bit_one_row_at_a_time()
    {
        var loaded = ModelFiles.ThereAndBack(Pipeline, Rows());
        var (expected, actual) = (Pipeline.Transform(Rows()), loaded.Transform(Rows()));
        Assert.Equal(expected.Scores(), actual.Scores());
        Assert.Equal(expected.GetColumn<uint>("PredictedLabel"), actual.GetColumn<uint>("PredictedLabel"));
        Assert.Equal(expected.GetColumn<string>("Predicted"), actual.GetColumn<string>("Predicted"));
    }

    [Fact]
    public void It_has_the_same_columns_and_none_of_its_own()
    {
        var actual = ModelFiles.ThereAndBack(Pipeline, Rows()).GetOutputSchema(Rows().Schema);
        Assert.Equal(Pipeline.GetOutputSchema(Rows().Schema).Types(), actual.Types());
        Assert.Equal(Tiny.Classes, actual["PredictedLabel"].Texts("KeyValues"));
    }

    [Fact]
    public void A_classifier_alone_is_a_model_too()
    {
        var rows = Tiny.Rows();
        Assert.Equal(classifier.Transform(rows).Scores(), ModelFiles.ThereAndBack(classifier, rows).Transform(rows).Scores());
    }

    [Fact]
    public void An_engine_over_it_predicts_what_one_over_the_original_predicts()
    {
        var loaded = ModelFiles.ThereAndBack(Pipeline, Rows());
        var shared = new PredictionEngineOptions { OwnsTransformer = false };
        using var before = ml.Model.CreatePredictionEngine<Picture, Answer>(Pipeline, shared);
        using var after = ml.Model.CreatePredictionEngine<Picture, Answer>(loaded);
        foreach (var image in Rows().GetColumn<float[]>("Image").Take(5))
        {
            var (expected, actual) = (before.Predict(new Picture { Image = image }), after.Predict(new Picture { Image = image }));
            Assert.Equal(expected.Score, actual.Score);
            Assert.Equal((expected.Predicted, expected.PredictedLabel), (actual.Predicted, actual.PredictedLabel));
        }
    }

    [Fact]
    public void ML_NETs_own_evaluator_finds_it_as_good_as_the_original()
    {
        var rows = Rows();
        var expected = ml.MulticlassClassification.Evaluate(Pipeline.Transform(rows));
        var actual = ml.MulticlassClassification.Evaluate(ModelFiles.ThereAndBack(Pipeline, rows).Transform(rows));
        Assert.Equal((expected.MicroAccuracy, expected.LogLoss), (actual.MicroAccuracy, actual.LogLoss));
    }

    [Fact]
    public void Pixels_are_not_read_where_no_score_is_asked_for()
    {
        var rows = Rows();
        var scored = ModelFiles.ThereAndBack(Pipeline, rows).Transform(rows);
        rows.Opened.Clear();
        Assert.Equal(MoreThanABatch, scored.GetColumn<string>("Id").Count());
        Assert.Equal(["Id"], Assert.Single(rows.Opened));
    }

    [Fact]
    public void Several_threads_may_score_with_it()
    {
        var loaded = ModelFiles.ThereAndBack(Pipeline, Rows());
        var expected = Pipeline.Transform(Rows()).Scores();
        Parallel.For(0, 4, _ => Assert.Equal(expected, loaded.Transform(Rows()).Scores()));
    }

    [Fact]
    public void An_image_that_cannot_be_is_refused_in_words()
    {
        using var engine = ml.Model.CreatePredictionEngine<Picture, Answer>(ModelFiles.ThereAndBack(Pipeline, Rows()));
        var image = new float[3 * Tiny.Side * Tiny.Side];
        image[7] = -1;
        Refused.With<InvalidOperationException>("A row has a pixel of -1", () => engine.Predict(new Picture { Image = image }));
    }

    private static WrittenView Rows()
    {
        var rows = Tiny.Rows(seed: 9, numberOfRows: MoreThanABatch);
        VBuffer<float>[] images = [.. rows.GetColumn<VBuffer<float>>(rows.Schema["Features"])];
        return Tiny.Rows(seed: 9, numberOfRows: MoreThanABatch).Without("Features").With("Image", Tiny.FeatureType, images);
    }

    private sealed class Picture
    {
        [VectorType(3, Tiny.Side, Tiny.Side)]
        public float[] Image { get; set; } = [];

        public string Id { get; set; } = "";
    }

    private sealed class Answer
    {
        public uint PredictedLabel { get; set; }

        public float[] Score { get; set; } = [];

        public string Predicted { get; set; } = "";
    }
}
