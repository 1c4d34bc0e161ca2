namespace MLNetUnlearning.Tests;

/// <summary>Doors that take a model rather than a classifier: they find the one classifier in it.</summary>
public sealed class AnyModelTests
{
    private readonly MLContext ml = new(seed: 1);
    private readonly FineTune method = new() { WholeClass = new() { NumberOfEpochs = 2, BatchSize = 8 } };

    [Fact]
    public void A_chain_that_ends_in_MapKeyToValue_is_unlearned_as_its_classifier_is()
    {
        using var classifier = Tiny.Trained(ml);
        var names = ml.Transforms.Conversion.MapKeyToValue("Guess", "PredictedLabel").Fit(classifier.Transform(Tiny.Rows()));
        var chain = new TransformerChain<ITransformer>(classifier, names);
        using var direct = ml.Unlearn(classifier, method, seed: 2).Fit(Tiny.Rows());
        using var found = ml.Unlearn(chain, method, seed: 2).Fit(Tiny.Rows());
        Assert.Equal(Tiny.Weights(direct), Tiny.Weights(found));
    }

    [Fact]
    public void What_Model_Load_gives_back_will_do_as_well()
    {
        using var classifier = Tiny.Trained(ml);
        using var stream = new MemoryStream();
        ml.Model.Save(classifier, Tiny.Rows().Schema, stream);
        stream.Position = 0;
        using var direct = ml.Unlearn(classifier, method, seed: 2).Fit(Tiny.Rows());
        using var found = ml.Unlearn(ml.Model.Load(stream, out _), method, seed: 2).Fit(Tiny.Rows());
        Assert.Equal(Tiny.Weights(direct), Tiny.Weights(found));
    }

    [Fact]
    public void A_model_without_a_classifier_is_refused()
    {
        var model = ml.Transforms.CopyColumns("Copy", "Features").Fit(Tiny.Rows());
        Assert.Contains("no NeuralClassifier", Assert.Throws<InvalidOperationException>(() => ml.Unlearn(model)).Message);
    }

    [Fact]
    public void Its_columns_are_the_classifiers_own_unless_others_are_named()
    {
        using var classifier = ml.Unlearning()
            .TrainClassifier(Tiny.Recipe, scoreColumnName: "P", predictedLabelColumnName: "Guess", network: Tiny.Network).Fit(Tiny.Rows());
        using var own = ml.Unlearn(classifier, method).Fit(Tiny.Rows());
        using var other = ml.Unlearn(classifier, method, scoreColumnName: "Q").Fit(Tiny.Rows());
        Assert.Equal(("P", "Guess"), (own.Columns.Score, own.Columns.PredictedLabel));
        Assert.Equal(("Q", "Guess"), (other.Columns.Score, other.Columns.PredictedLabel));
    }

    [Fact]
    public void Raw_unseen_rows_go_through_what_stands_before_the_classifier()
    {
        var (model, train, unseen) = Raw();
        var game = Tiny.Game;
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class("red"));
        var before = ((TransformerChain<ITransformer>)model).First();
        using var raw = ml.Unlearn(model, game, unseen: unseen, seed: 2).Fit(before.Transform(marked));
        using var prepared = ml.Unlearn(model, game, unseen: before.Transform(unseen), seed: 2).Fit(before.Transform(marked));
        Assert.Equal(Tiny.Weights(prepared), Tiny.Weights(raw));
    }

    [Fact]
    public void A_whole_model_is_evaluated_on_raw_rows_whatever_follows_its_classifier()
    {
        var (model, train, unseen) = Raw();
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class("red"));
        var metrics = ml.Unlearning().Evaluate(model, marked, unseen, unseen);

        var classifier = ml.Unlearning().FindClassifier(model);
        var before = ((TransformerChain<ITransformer>)model).First();
        var rows = ml.Unlearning().Subsets(before.Transform(marked), before.Transform(unseen), before.Transform(unseen));
        var expected = ml.Unlearning().Evaluate(classifier.Transform(rows));
        Assert.Equal(["red"], metrics.ForgottenClasses);
        Assert.Equal(expected.RowCounts, metrics.RowCounts);
        Assert.Equal(expected.Metrics.Select(metric => metric.Value), metrics.Metrics.Select(metric => metric.Value));
    }

    /// <summary>A model as users fit it, from a label in words to a prediction in words, and rows as it takes them.</summary>
    private (ITransformer Model, IDataView Train, IDataView Unseen) Raw()
    {
        var (train, unseen) = (InWords(Tiny.Rows()), InWords(Tiny.Rows(seed: 7)));
        var model = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(Tiny.Trainer(ml))
            .Append<ITransformer>(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(train);
        return (new TransformerChain<ITransformer>([.. model]), train, unseen);
    }

    private IDataView InWords(IDataView rows) => ml.Transforms.Conversion.MapKeyToValue("Label").Fit(rows).Transform(rows);
}
