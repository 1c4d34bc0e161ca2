using System.Text;
using MLNetUnlearning.Files;

namespace MLNetUnlearning.Tests;

/// <summary>What a model file takes of a classifier, and what it refuses.</summary>
public sealed class ModelFileLimitsTests
{
    private readonly MLContext ml = new(seed: 1);
    private readonly IDataView images;

    public ModelFileLimitsTests()
    {
        var rows = Tiny.Rows(numberOfRows: 4);
        images = ml.Transforms.CopyColumns("Pixels", "Features").Fit(rows).Transform(rows);
    }

    [Theory, InlineData(2), InlineData(3), InlineData(8), InlineData(21), InlineData(1000)]
    public void Any_number_of_classes_is_put_together(int numberOfClasses) =>
        ComesBack(new LabelKeys([.. Enumerable.Range(0, numberOfClasses).Select(i => $"class {i}")], TextDataViewType.Instance));

    [Fact]
    public void Classes_may_be_empty_text_numbers_or_nothing_but_keys()
    {
        ComesBack(new LabelKeys(["", "a"], TextDataViewType.Instance));
        ComesBack(new LabelKeys(["0", "-7"], NumberDataViewType.Int32));
        ComesBack(new LabelKeys(["2.5", "0"], NumberDataViewType.Single));
        ComesBack(new LabelKeys(["0", "1"], null));
    }

    [Fact]
    public void A_network_of_ones_own_is_refused_and_the_way_out_is_named()
    {
        using var own = Saved.Classifier(new OwnArchitecture());
        Refused.With<InvalidOperationException>(
            ["not one of this library's", "classifier.Save(path)"], () => ModelFiles.Bytes(own, images.Schema));
    }

    [Fact]
    public void A_large_classifier_is_saved_and_the_log_advises_a_file()
    {
        var messages = new List<string>();
        ml.Log += (_, message) => messages.Add(message.Message);
        using var small = Saved.Classifier().In(ml);
        ModelFiles.Bytes(small, images.Schema);
        Assert.DoesNotContain(messages, message => message.Contains("classifier.Save(path)"));

        using var large = Saved.Classifier(numberOfRows: EmbeddedClassifier.AdvisedLength / 16).In(ml);
        using var found = ml.Unlearning().FindClassifier(ModelFiles.Load(ModelFiles.Bytes(large, images.Schema)));
        Assert.Contains(messages, message => message.Contains("classifier.Save(path)"));
        Assert.Equal(large.TrainingRows.Count, found.TrainingRows.Count);
    }

    [Fact]
    public void Saving_without_a_context_of_ML_NET_is_a_mistake_of_the_caller()
    {
        using var classifier = Saved.Classifier();
        Assert.Throws<ArgumentNullException>(() => classifier.Save(ctx: null!));
    }

    [Fact]
    public void An_altered_classifier_is_refused_by_whoever_asks_for_it_as_its_own_file_is()
    {
        using var classifier = Saved.Classifier();
        var bytes = Saved.Bytes(classifier);
        bytes[bytes.Length / 2] ^= 1;
        var model = ModelFiles.Load(ModelFiles.Bytes(ModelParts.Of(classifier.State, bytes), images.Schema));
        var expected = Saved.Refusal(bytes);
        Assert.Equal(expected, Assert.Throws<ModelFileException>(() => ml.Unlearning().FindClassifier(model)).Message);
        Assert.Equal(expected, Assert.Throws<ModelFileException>(() => ml.Unlearning().Restore(model)).Message);
        using var engine = ml.Model.CreatePredictionEngine<Pixels, Scored>(model);
        Assert.Equal(expected, Assert.Throws<ModelFileException>(() => engine.Predict(new Pixels())).Message);
    }

    [Fact]
    public void A_thousand_spoilt_texts_are_refused_or_the_same_classifier()
    {
        using var classifier = Saved.Classifier();
        var weights = Tiny.Weights(classifier);
        var good = Encoding.ASCII.GetBytes(Convert.ToBase64String(Saved.Bytes(classifier)));
        var (refused, _) = SpoiltFiles.Read(good, seed: 5, count: 1000, mutant =>
        {
            using var back = new NeuralClassifier(EmbeddedClassifier.Read(Encoding.Latin1.GetString(mutant), CPU));
            using var scope = NewDisposeScope();
            Assert.Equal(weights, Tiny.Weights(back));
        });
        Assert.InRange(refused, 900, 1000);
    }

    private void ComesBack(LabelKeys labels)
    {
        using var classifier = Saved.Classifier(labels: labels, shape: Tiny.Shape);
        var loaded = ModelFiles.ThereAndBack(classifier, images);
        var (expected, actual) = (classifier.Transform(images), loaded.Transform(images));
        Assert.Equal(expected.Scores("P"), actual.Scores("P"));
        Assert.Equal(expected.Schema["P"].Type, actual.Schema["P"].Type);
        Assert.Equal(expected.GetColumn<uint>("Guess"), actual.GetColumn<uint>("Guess"));
        Assert.Equal(labels.Names, LabelKeys.Read(actual.Schema["Guess"]).Names);
        Assert.Equal(labels.ValueType, LabelKeys.Read(actual.Schema["Guess"]).ValueType);
    }

    private sealed class Pixels
    {
        [ColumnName("Pixels")]
        [VectorType(192)]
        public float[] Values { get; set; } = new float[192];
    }

    private sealed class Scored
    {
        public float[] P { get; set; } = [];
    }
}
