using MLNetUnlearning.Attacks;
using MLNetUnlearning.Serving;

namespace MLNetUnlearning.Tests;

/// <summary>Features that are vectors: everything works that works with images.</summary>
public sealed class VectorsTests : IClassFixture<VectorsTests.Trained>, IDisposable
{
    private readonly MLContext ml = new(seed: 1);
    private readonly TemporaryFolder folder = new();
    private readonly NeuralClassifier classifier;

    public VectorsTests(Trained trained) => classifier = trained.Classifier;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_network_for_vectors_is_chosen_and_nothing_is_augmented()
    {
        using var chosen = ml.Unlearning().TrainClassifier(numberOfEpochs: 4).Fit(TinyVectors.Rows());
        Assert.Equal((KnownNetworks.Mlp([256, 128], dropout: 0.3), TinyVectors.Shape), (chosen.Architecture, chosen.Shape));
        Assert.Null(chosen.Recipe.Augmentation);
        Assert.Contains("Mlp of 256 and 128, dropout 0.3, a vector of 6 numbers", chosen.ToString());
    }

    [Fact]
    public void A_network_for_images_is_refused_before_a_row_is_read_and_an_image_s_pixels_are_a_vector_to_an_Mlp()
    {
        var rows = TinyVectors.Rows();
        Refused.With<InvalidOperationException>(
            "takes images", () => ml.Unlearning().TrainClassifier(Tiny.Recipe, network: Tiny.Network).Fit(rows));
        Assert.Empty(rows.Opened);
        using var ofImages = ml.Unlearning().TrainClassifier(Tiny.Recipe, network: TinyVectors.Network).Fit(Tiny.Rows());
        Assert.Equal(Tiny.Shape, ofImages.Shape);
        using var back = Saved.Load(Saved.Bytes(ofImages));
        Assert.Equal(ofImages.Transform(Tiny.Unseen).Scores(), back.Transform(Tiny.Unseen).Scores());
    }

    [Fact]
    public void A_missing_value_is_refused_with_advice()
    {
        VBuffer<float>[] values = [.. TinyVectors.Rows().GetColumn<VBuffer<float>>(TinyVectors.Rows().Schema["Features"])];
        values[5] = new VBuffer<float>(TinyVectors.Size, [1, 2, float.NaN, 4, 5, 6]);
        var rows = TinyVectors.Rows().Without("Features").With("Features", TinyVectors.FeatureType, values);
        Refused.With<InvalidOperationException>(
            ["Row 5 (counted from 0) of the training rows has NaN as feature 2", "ReplaceMissingValues"],
            () => TinyVectors.Trainer(ml).Fit(rows));
    }

    [Fact]
    public void Retraining_is_the_training_on_the_rows_that_stay_whose_means_it_takes()
    {
        var (marked, key) = (TinyVectors.Rows(forget: row => row % 5 == 0), classifier.FingerprintKey);
        using var retrained = ml.Unlearn(classifier, new Retrain(), seed: 9).Fit(marked);
        var staying = ml.Data.FilterByCustomPredicate<Marked>(marked, row => row.Forget);
        using var never = new MLContext(9).Unlearning()
            .TrainClassifier(Tiny.Recipe, network: TinyVectors.Network, fingerprintKey: key, seed: 9).Fit(staying);
        Assert.Equal(Tiny.Weights(never), Tiny.Weights(retrained));
        Assert.NotEqual(Tiny.Weights(classifier)["standardize.mean"], Tiny.Weights(retrained)["standardize.mean"]);
    }

    [Fact]
    public void Saved_and_loaded_it_is_the_same_and_forgets()
    {
        using var back = Saved.Load(Saved.Bytes(classifier));
        Assert.Equal((classifier.Shape, classifier.Architecture), (back.Shape, back.Architecture));
        Assert.Equal(Tiny.Weights(classifier), Tiny.Weights(back));
        Assert.Equal(classifier.Transform(TinyVectors.Unseen).Scores(), back.Transform(TinyVectors.Unseen).Scores());
        using var unlearned = ml.Unlearn(back, new FineTune(), maximumRetainAccuracyLoss: double.PositiveInfinity).Fit(TinyVectors.Rows());
        Assert.Equal(8, unlearned.ForgottenRows.Count);
    }

    [Theory]
    [InlineData("\"size\": 6", "\"size\": 0", "manifest.vectors.size")]
    [InlineData("\"size\": 6", "\"size\": 7", "needs 7")]
    [InlineData("\"formatVersion\": 4", "\"formatVersion\": 3", "of a newer version than the file")]
    [InlineData("\"vectors\": {", "\"images\": { \"channels\": 1, \"height\": 1, \"width\": 6, \"brightest\": 1 }, \"vectors\": {",
        "there beside images")]
    [InlineData("\"dropout\": 0.1", "\"dropout\": 1", "dropout")]
    [InlineData("\"standardize\": true", "\"width\": 3, \"standardize\": true", "manifest.network")]
    public void A_file_of_vectors_that_was_altered_is_refused(string right, string wrong, string words) => Assert.Contains(
        words, Saved.Refusal(ZipFiles.Forged(Saved.Bytes(classifier), text => text.Replace(right, wrong))));

    [Fact]
    public void In_a_model_of_ML_NET_it_is_the_same()
    {
        var rows = TinyVectors.Unseen;
        var loaded = ModelFiles.ThereAndBack(classifier, rows);
        Assert.Equal(classifier.Transform(rows).Scores(), loaded.Transform(rows).Scores());
        using var found = ml.Unlearning().FindClassifier(loaded);
        Assert.Equal(classifier.Architecture, found.Architecture);
    }

    [Fact]
    public void In_ONNX_it_gives_the_same_probabilities()
    {
        var path = folder.File("vectors.onnx");
        classifier.SaveOnnx(path);
        var rows = TinyVectors.Unseen;
        using var onnx = ml.Transforms.ApplyOnnxModel("Score", "Features", path).Fit(rows);
        foreach (var (ours, theirs) in classifier.Transform(rows).Scores().Zip(onnx.Transform(rows).Scores()))
            Assert.Equal(ours, theirs, (one, other) => Math.Abs(one - other) < 1e-5);
    }

    [Fact]
    public void Exported_for_PyTorch_and_imported_it_is_the_same_network_without_a_word_about_it()
    {
        var path = folder.File("vectors.safetensors");
        ml.Unlearning().ExportWeights(classifier, path);
        using var back = ml.Unlearning().ImportWeights(path, Tiny.Classes, recipe: Tiny.Recipe);
        Assert.Equal((KnownNetworks.Mlp([16, 8]), TinyVectors.Shape), (back.Architecture, back.Shape)); // nobody knows the dropout
        Assert.Equal(Tiny.Weights(classifier), Tiny.Weights(back));
        using var told = ml.Unlearning().ImportWeights(path, Tiny.Classes, TinyVectors.Network);
        Assert.Equal(classifier.Transform(TinyVectors.Unseen).Scores(), told.Transform(TinyVectors.Unseen).Scores());
    }

    [Fact]
    public void Imported_with_a_recipe_for_pictures_it_forgets_all_the_same()
    {
        var path = folder.File("vectors.safetensors");
        ml.Unlearning().ExportWeights(classifier, path);
        var recipe = new TrainingRecipe { NumberOfSteps = 4, BatchSize = 4, LearningRate = 0.1 };
        Assert.NotNull(recipe.Augmentation);
        using var imported = ml.Unlearning().ImportWeights(path, Tiny.Classes, TinyVectors.Network, recipe: recipe);
        using var unlearned = ml.Unlearn(imported, new Retrain()).Fit(TinyVectors.Rows());
        Assert.Equal(2, unlearned.History.Count);
    }

    [Fact]
    public async Task A_pool_and_an_engine_score_as_the_view_does()
    {
        var rows = TinyVectors.Unseen;
        using var pool = new ClassifierPool(Saved.Load(Saved.Bytes(classifier)), maximumBatchSize: 5);
        var answers = await Task.WhenAll(rows.Vectors("Features").Select(row => pool.ScoreAsync(row)));
        Assert.Equal(classifier.Transform(rows).Scores(), answers.Select(answer => answer.Scores.ToArray()));
        await Assert.ThrowsAsync<ArgumentException>(() => pool.ScoreAsync(new float[5]));
        using var engine = ml.Model.CreatePredictionEngine<Input, Output>(
            classifier, new PredictionEngineOptions { OwnsTransformer = false });
        Assert.Equal(answers[0].Scores, engine.Predict(new Input { Features = rows.Vectors("Features")[0] }).Score);
    }

    [Fact]
    public void It_is_evaluated_compared_and_reported_without_pictures()
    {
        var marked = TinyVectors.Rows();
        var test = TinyVectors.Rows(seed: 9);
        using var retrained = ml.Unlearn(classifier, new Retrain()).Fit(marked);
        var metrics = ml.Unlearning().Evaluate(retrained, marked, TinyVectors.Unseen, test, attacks: [new ThresholdAttack()]);
        Assert.Equal(100, metrics.UnlearningAccuracy);
        Assert.True(metrics.RetainAccuracy > 80, $"RA {metrics.RetainAccuracy}");
        Assert.Equal(TinyVectors.Shape, metrics.Model!.Shape);
        var comparison = ml.Unlearning().Compare(classifier, marked, TinyVectors.Unseen, test, [new FineTune()]);
        Assert.Equal(3, comparison.Blocks.Single().Methods.Count); // with the original and the retrained one
    }

    [Fact]
    public void It_is_audited()
    {
        var audit = ml.Unlearning().AuditMembership(classifier, TinyVectors.Rows(), TinyVectors.Unseen, numberOfShadowModels: 2);
        Assert.Equal(8, audit.ForgottenScores.Count);
    }

    [Fact]
    public void A_record_says_that_rows_were_vectors_and_finds_them()
    {
        using var unlearned = ml.Unlearn(classifier, new Retrain(), seed: 2).Fit(TinyVectors.Rows());
        var path = folder.File("record.json");
        var record = ml.Unlearning().WriteRecord(path, "1", classifier, unlearned, TinyVectors.Rows());
        using var key = RecordKey.Load(folder.File(RecordKey.PublicFile));
        Assert.True(DeletionRecord.Verify(path, key).IsSound);
        Assert.Equal((2, null, 6, null), (
            record.Content.FormatVersion, record.Content.Model.Images, record.Content.Model.NumberOfFeatures,
            record.Content.Rows.NearDuplicates)); // vectors have no look
        record.SaveHtml(folder.File("record.html"));
        Assert.Contains("vectors of 6 numbers", File.ReadAllText(folder.File("record.html")));
        Assert.Equal(
            Enumerable.Range(0, Tiny.NumberOfRows).Select(row => row % 3 == 0),
            ml.Unlearning().FindRecordedRows(record, TinyVectors.Rows(), classifier.FingerprintKey!));
        Refused.With<InvalidOperationException>(
            "FindRecordedRows", () => ml.Unlearning().IsRecorded(record, folder.File("a.png"), classifier.FingerprintKey!));
    }

    [Fact]
    public void Rows_are_asked_for_by_class_at_random_and_by_id()
    {
        int Count(ForgetRequest request) =>
            ml.Unlearning().MarkForgotten(TinyVectors.Rows(), request).GetColumn<bool>("Forget").Count(mark => mark);
        Assert.Equal(8, Count(ForgetRequest.Class("green")));
        Assert.Equal(6, Count(ForgetRequest.Random(0.25)));
        Assert.Equal(2, Count(ForgetRequest.Rows("Id", ["0:3", "0:17"])));
    }

    private sealed class Marked
    {
        public bool Forget { get; set; }
    }

    private sealed class Input
    {
        [VectorType(TinyVectors.Size)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Output
    {
        public float[] Score { get; set; } = [];
    }

    public sealed class Trained : IDisposable
    {
        internal NeuralClassifier Classifier { get; } = TinyVectors.Trainer(new MLContext(seed: 1)).Fit(TinyVectors.Rows());

        public void Dispose() => Classifier.Dispose();
    }
}
