namespace MLNetUnlearning.Tests;

/// <summary>Unseen rows in the form that a model takes pass through its steps, as training rows do.</summary>
public sealed class ClassifierChainsTests : IDisposable
{
    private readonly MLContext ml = new(seed: 1);
    private readonly TransformerChain<NeuralClassifier> model;

    public ClassifierChainsTests() => model = InPlace.Append(Trainer).Fit(Tiny.Rows());

    /// <summary>A step that changes the features in place.</summary>
    private IEstimator<ITransformer> InPlace => ml.Transforms.Expression("Features", "x => x / 255f", "Features");

    private NeuralClassifierTrainer Trainer => ml.Unlearning().TrainClassifier(
        Tiny.Recipe, network: Tiny.Network, featureShape: FeatureShape.Image(Tiny.Side, Tiny.Side, 3, PixelRange.ZeroToOne));

    public void Dispose() => model.LastTransformer.Dispose();

    [Fact]
    public void Steps_that_change_features_in_place_are_applied_to_unseen_rows()
    {
        var forgetful = InPlace.Append(ml.Unlearn(model, Tiny.Game, unseen: Tiny.Unseen)).Fit(Tiny.Rows());
        Assert.Equal(8, forgetful.LastTransformer.History[^1].NumberOfForgottenRows);
        Refused.With<InvalidOperationException>(
            "24 of 24 unseen rows are training rows",
            () => InPlace.Append(ml.Unlearn(model, Tiny.Game, unseen: Tiny.Rows())).Fit(Tiny.Rows()));
    }

    [Fact]
    public void Rows_that_may_have_passed_through_them_are_refused_and_told_what_helps()
    {
        var prepared = InPlace.Fit(Tiny.Unseen).Transform(Tiny.Unseen);
        Refused.With<ArgumentException>(
            ["change column 'Features' in place", "FindClassifier(model)"], () => ml.Unlearn(model, unseen: prepared));
        var alone = ml.Unlearn(ml.Unlearning().FindClassifier(model), Tiny.Game, unseen: prepared);
        Assert.Equal(8, InPlace.Append(alone).Fit(Tiny.Rows()).LastTransformer.History[^1].NumberOfForgottenRows);
    }

    [Fact]
    public void Rows_that_the_steps_cannot_take_again_have_passed_through_them()
    {
        var rows = Tiny.Rows().Without("Label").With("Label", TextDataViewType.Instance, Texts());
        var keys = ml.Transforms.Conversion.MapValueToKey("Label");
        var chain = keys.Append(Tiny.Trainer(ml)).Fit(rows);
        var unseen = Tiny.Unseen.Without("Label").With("Label", TextDataViewType.Instance, Texts());
        foreach (var given in new[] { unseen, keys.Fit(unseen).Transform(unseen) })
        {
            var forgetful = keys.Append(ml.Unlearn(chain, Tiny.Game, unseen: given)).Fit(rows);
            Assert.Equal(8, forgetful.LastTransformer.History[^1].NumberOfForgottenRows);
        }
    }

    [Fact]
    public void Rows_that_lack_a_column_of_the_steps_are_refused_as_unseen_rows() => Refused.With<ArgumentException>(
        "The unseen rows do not pass through the model's steps before its classifier",
        () => ml.Unlearn(model, unseen: Tiny.Unseen.Without("Features")));

    [Fact]
    public void Rows_that_a_model_cannot_score_are_named() => Refused.With<ArgumentOutOfRangeException>(
        "The test rows cannot be scored by the model",
        () => ml.Unlearning().Evaluate(model, Tiny.Rows(), null, Tiny.Unseen.Without("Features")));

    [Fact]
    public void An_unknown_class_in_raw_rows_is_named_with_its_view()
    {
        var texts = Texts();
        var rows = Tiny.Rows().Without("Label").With("Label", TextDataViewType.Instance, texts);
        using var chain = ml.Transforms.Conversion.MapValueToKey("Label").Append(Tiny.Trainer(ml)).Fit(rows);
        var other = Texts();
        other[4] = "violet".AsMemory();
        var test = Tiny.Unseen.Without("Label").With("Label", TextDataViewType.Instance, other);
        Refused.With<InvalidOperationException>(
            "1 of 24 test rows have no label in column 'Label'. Rows, counted from 0: 4. "
            + "Their classes are not among those of the model: 'violet'.",
            () => ml.Unlearning().Evaluate(chain, rows, null, test));
        Refused.With<InvalidOperationException>(
            "1 of 24 unseen rows have no label in column 'Label'. Rows, counted from 0: 4. "
            + "Their classes are not among those of the model: 'violet'.",
            () => ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Unlearn(chain, Tiny.Game, unseen: test)).Fit(rows));
    }

    [Fact]
    public void A_wrong_pixel_is_told_with_its_view()
    {
        var pixels = Tiny.Unseen.Vectors("Features").Select(row => new VBuffer<float>(row.Length, row)).ToArray();
        pixels[3] = new VBuffer<float>(pixels[3].Length, [300, .. pixels[3].DenseValues().Skip(1)]);
        var wrong = Tiny.Unseen.Without("Features").With("Features", Tiny.FeatureType, pixels);
        using var classifier = Tiny.Trained(ml);
        Refused.With<InvalidOperationException>(
            "Row 3 (counted from 0) of the test rows has a pixel of 300",
            () => ml.Unlearning().Evaluate(classifier, Tiny.Rows(), null, wrong));
        Refused.With<InvalidOperationException>(
            "Row 3 (counted from 0) of the unseen rows has a pixel of 300",
            () => ml.Unlearn(classifier, Tiny.Game, unseen: wrong).Fit(Tiny.Rows()));
    }

    private static ReadOnlyMemory<char>[] Texts() =>
        [.. Enumerable.Range(0, Tiny.NumberOfRows).Select(row => Tiny.Classes[row % 3].AsMemory())];
}
