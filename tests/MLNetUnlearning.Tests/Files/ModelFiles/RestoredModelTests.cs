namespace MLNetUnlearning.Tests;

/// <summary>What <c>Model.Load</c> gives back becomes a classifier again.</summary>
public sealed class RestoredModelTests(TrainedOnce trained) : IClassFixture<TrainedOnce>
{
    private readonly MLContext ml = new(seed: 1);
    private readonly NeuralClassifier classifier = trained.Classifier;

    [Fact]
    public void The_classifier_in_a_model_is_found_with_all_that_it_knew()
    {
        using var found = ml.Unlearning().FindClassifier(Loaded(Around(classifier)));
        Assert.Equal(Tiny.Weights(classifier), Tiny.Weights(found));
        Assert.Equal((classifier.Columns, classifier.Shape, classifier.Recipe), (found.Columns, found.Shape, found.Recipe));
        Assert.Equal(classifier.History, found.History);
        Assert.Equal(classifier.TrainingRows.ToBytes(), found.TrainingRows.ToBytes());
    }

    [Fact]
    public void It_forgets_as_the_one_that_was_never_saved()
    {
        using var once = Tiny.Unlearned(ml, classifier, seed: 3);
        using var found = ml.Unlearning().FindClassifier(Loaded(once), once.FingerprintKey);
        using var expected = Tiny.Unlearned(ml, once, seed: 3);
        using var actual = Tiny.Unlearned(ml, found, seed: 3);
        Assert.Equal(Tiny.Weights(expected), Tiny.Weights(actual));
        Assert.Equal(["train", Tiny.Game.Name, Tiny.Game.Name], actual.History.Select(step => step.Name));
    }

    [Fact]
    public void A_restored_model_scores_in_batches_and_is_annotated_as_before()
    {
        using var restored = ml.Unlearning().Restore(Loaded(Around(classifier)));
        var (expected, actual) = (Around(classifier).Transform(Tiny.Rows()), restored.Transform(Tiny.Rows()));
        Assert.Equal(expected.Scores(), actual.Scores());
        Assert.Equal(expected.Schema.Types(), actual.Schema.Types());
        Assert.Equal(Tiny.Classes, actual.Schema["Score"].Texts("SlotNames"));
        Assert.IsType<NeuralClassifier>(restored.ElementAt(1));
    }

    [Fact]
    public void Two_classifiers_in_one_chain_keep_apart()
    {
        using var other = Saved.Classifier(shape: Tiny.Shape);
        var copying = ml.Transforms.CopyColumns("Pixels", "Features").Fit(Tiny.Rows());
        var both = new TransformerChain<ITransformer>(classifier, copying, other);
        var loaded = Loaded(both);
        var (expected, actual) = (both.Transform(Tiny.Rows()), loaded.Transform(Tiny.Rows()));
        Assert.Equal(expected.Scores(), actual.Scores());
        Assert.Equal(expected.Scores("P"), actual.Scores("P"));
        Assert.Equal(expected.GetColumn<uint>("Guess"), actual.GetColumn<uint>("Guess"));

        using var restored = ml.Unlearning().Restore(loaded);
        Assert.Equal(2, restored.OfType<NeuralClassifier>().Count());
        Assert.Equal(expected.Scores("P"), restored.Transform(Tiny.Rows()).Scores("P"));
        Refused.With<InvalidOperationException>("The model holds 2 classifiers", () => ml.Unlearning().FindClassifier(loaded));
    }

    [Fact]
    public void A_model_that_was_never_saved_gives_the_very_classifier()
    {
        Assert.Same(classifier, ml.Unlearning().FindClassifier(classifier));
        Assert.Same(classifier, ml.Unlearning().FindClassifier(Around(classifier)));
    }

    [Fact]
    public void A_model_without_a_classifier_is_refused_in_words()
    {
        var copying = ml.Transforms.CopyColumns("Pixels", "Features").Fit(Tiny.Rows());
        Refused.With<InvalidOperationException>("The model holds no NeuralClassifier", () => ml.Unlearning().FindClassifier(copying));
        Assert.Throws<ArgumentNullException>(() => ml.Unlearning().FindClassifier(null!));
    }

    private static ITransformer Loaded(ITransformer model) => ModelFiles.ThereAndBack(model, Tiny.Rows());

    private TransformerChain<ITransformer> Around(NeuralClassifier one) => new(
        ml.Transforms.CopyColumns("Copy", "Id").Fit(Tiny.Rows()), one,
        ml.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel").Fit(one.Transform(Tiny.Rows())));
}
