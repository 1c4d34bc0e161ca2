using MLNetUnlearning.Attacks;

namespace MLNetUnlearning.Tests;

/// <summary>Labels that are Boolean, as users of ML.NET have them: everything works that works with keys.</summary>
public sealed class BooleanLabelTests : IClassFixture<BooleanLabelTests.Trained>
{
    private readonly MLContext ml = new(seed: 1);
    private readonly NeuralClassifier classifier;

    public BooleanLabelTests(Trained trained) => classifier = trained.Classifier;

    [Fact]
    public void The_predicted_label_is_Boolean_and_there_is_a_score_for_each_class()
    {
        var scored = classifier.Transform(Rows(seed: 5));
        Assert.Same(BooleanDataViewType.Instance, scored.Schema["PredictedLabel"].Type);
        Assert.Equal(["False", "True"], scored.Schema["Score"].Texts("SlotNames"));
        Assert.Equal(scored.GetColumn<bool>("Label"), scored.GetColumn<bool>("PredictedLabel"));
        Assert.Equal(scored.Scores().Select(score => score[1] > score[0]), scored.GetColumn<bool>("PredictedLabel"));
    }

    [Fact]
    public void The_output_is_known_before_there_is_a_classifier()
    {
        var shape = Tiny.Trainer(ml).GetOutputSchema(SchemaShapes.Of(Rows().Schema));
        Assert.Same(BooleanDataViewType.Instance, shape.Single(column => column.Name == "PredictedLabel").ItemType);
    }

    [Fact]
    public void An_engine_answers_with_true_or_false()
    {
        using var engine = ml.Model.CreatePredictionEngine<Input, Output>(
            classifier, new PredictionEngineOptions { OwnsTransformer = false });
        foreach (var (pixels, label) in Rows(seed: 5).Vectors("Features").Zip(Rows(seed: 5).GetColumn<bool>("Label")))
            Assert.Equal(label, engine.Predict(new Input { Features = pixels }).PredictedLabel);
    }

    [Theory, InlineData("true"), InlineData("True")]
    public void A_class_is_forgotten_by_name_or_by_value(string name)
    {
        bool[] expected = [.. Rows().GetColumn<bool>("Label")];
        Assert.Equal(expected, Marked(ForgetRequest.Class(true)).GetColumn<bool>("Forget"));
        Assert.Equal(expected, Marked(ForgetRequest.Class(name)).GetColumn<bool>("Forget"));
        Assert.Equal(expected, Marked(ForgetRequest.Parse($"class:{name}")).GetColumn<bool>("Forget"));
    }

    [Fact]
    public void It_unlearns_and_is_evaluated()
    {
        var marked = Marked(ForgetRequest.Class(true));
        using var forgetful = ml.Unlearn(classifier, Tiny.Game, unseen: Rows(seed: 7)).Fit(marked);
        using var retrained = ml.Unlearn(classifier, new Retrain()).Fit(marked);
        var metrics = ml.Unlearning().Evaluate(retrained, marked, Rows(seed: 7), Rows(seed: 5), attacks: [new ThresholdAttack()]);
        Assert.Equal(["True"], metrics.ForgottenClasses);
        Assert.Equal(100, metrics.UnlearningAccuracy);
        Assert.Equal(12, metrics.RowCounts[Subset.Test]); // those of the class are left out
        Assert.False(forgetful.Labels.IsKey);
    }

    [Fact]
    public void It_is_audited()
    {
        var audit = ml.Unlearning().AuditMembership(classifier, Marked(ForgetRequest.Class(false)), Rows(seed: 7), numberOfShadowModels: 2);
        Assert.Equal(12, audit.ForgottenScores.Count);
    }

    [Fact]
    public void Saved_and_loaded_it_is_the_same()
    {
        using var back = Saved.Load(Saved.Bytes(classifier));
        Assert.Same(LabelKeys.Booleans, back.Labels);
        IEnumerable<bool> Predicted(NeuralClassifier one) => one.Transform(Rows()).GetColumn<bool>("PredictedLabel");
        Assert.Equal(Predicted(classifier), Predicted(back));
    }

    [Fact]
    public void In_a_model_of_ML_NET_it_is_the_same()
    {
        var loaded = ModelFiles.ThereAndBack(classifier, Rows());
        var (expected, actual) = (classifier.Transform(Rows()), loaded.Transform(Rows()));
        Assert.Equal(expected.Schema.Types(), actual.Schema.Types());
        Assert.Equal(expected.GetColumn<bool>("PredictedLabel"), actual.GetColumn<bool>("PredictedLabel"));
        using var found = ml.Unlearning().FindClassifier(loaded);
        Assert.False(found.Labels.IsKey);
    }

    [Fact]
    public void Rows_are_held_back_and_taken_by_class()
    {
        var (train, unseen) = ml.Unlearning().HoldOut(Rows(), fraction: 0.25);
        Assert.Equal([3, 3], unseen.GetColumn<bool>("Label").CountBy(label => label).OrderBy(same => same.Key).Select(same => same.Value));
        Assert.Equal(18, train.GetRowCount());
        Assert.Equal(4, ml.Unlearning().TakeRowsPerClass(Rows(), 2).GetRowCount());
    }

    [Fact]
    public void A_key_made_of_a_Boolean_column_works_as_well()
    {
        var keys = ml.Transforms.Conversion.MapValueToKey("Label").Append(Tiny.Trainer(ml))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var model = keys.Fit(Rows());
        var scored = model.Transform(Rows(seed: 5));
        Assert.Equal(Rows(seed: 5).GetColumn<bool>("Label"), scored.GetColumn<bool>("PredictedLabel"));
        using var found = Saved.Load(Saved.Bytes(ml.Unlearning().FindClassifier(model)));
        Assert.True(found.Labels.IsKey);
        Assert.Same(BooleanDataViewType.Instance, found.Labels.ValueType);
    }

    [Fact]
    public void A_Boolean_label_and_a_key_are_not_mixed() => Refused.With<InvalidOperationException>(
        "Unknown classes in the marked rows: 'red', 'green', 'blue'. The classifier knows: 'False', 'True'.",
        () => ml.Unlearn(classifier, new Retrain()).Fit(Tiny.Rows()));

    private IDataView Marked(ForgetRequest request) => ml.Unlearning().MarkForgotten(Rows(), request);

    /// <summary>Red pictures are true, others false, as many of each.</summary>
    private static WrittenView Rows(int seed = 0)
    {
        var (three, kept) = (Tiny.Rows(seed, numberOfRows: 48), new List<(bool IsRed, VBuffer<float> Pixels)>());
        foreach (var (pixels, row) in three.GetColumn<VBuffer<float>>("Features").Select((pixels, row) => (pixels, row)))
            if (row % 3 < 2 && kept.Count < 24) kept.Add((row % 3 == 0, new VBuffer<float>(pixels.Length, [.. pixels.DenseValues()])));
        return new WrittenView()
            .With("Label", BooleanDataViewType.Instance, kept.Select(row => row.IsRed).ToArray())
            .With("Features", Tiny.FeatureType, kept.Select(row => row.Pixels).ToArray());
    }

    public sealed class Trained : IDisposable
    {
        internal NeuralClassifier Classifier { get; } = Tiny.Trainer(new MLContext(seed: 1)).Fit(Rows());

        public void Dispose() => Classifier.Dispose();
    }

    private sealed class Input
    {
        public bool Label { get; set; }

        [VectorType(3, Tiny.Side, Tiny.Side)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Output
    {
        public bool PredictedLabel { get; set; }
    }
}
