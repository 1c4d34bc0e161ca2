using MLNetUnlearning.Attacks;

namespace MLNetUnlearning.Tests;

/// <summary>Scored rows of models that are none of this library's.</summary>
public sealed class ScoredRowsTests
{
    private static readonly MembershipAttack[] Quick = [new ThresholdAttack()];
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void A_binary_model_is_measured_by_its_probability_as_one_with_a_score_for_each_class()
    {
        var scored = Trained(ml.BinaryClassification.Trainers.LbfgsLogisticRegression());
        var measured = ml.Unlearning().Evaluate(scored, attacks: Quick);
        Assert.Equal(["False", "True"], measured.Classes);
        bool[] correct = [.. scored.GetColumn<bool>("Label").Zip(scored.GetColumn<bool>("PredictedLabel"), (label, said) => label == said)];
        Assert.Equal(100 - Accuracy(correct, row => row % 5 == 0), measured.UnlearningAccuracy, 9);
        Assert.Equal(Accuracy(correct, row => row % 5 != 0), measured.RetainAccuracy, 9);
        Assert.True(measured.TestAccuracy > 80, $"TA {measured.TestAccuracy}");

        var probabilities = scored.GetColumn<float>("Probability").ToArray();
        var both = Written(scored).With("Score", new VectorDataViewType(NumberDataViewType.Single, 2), probabilities.Select(
            probability => new VBuffer<float>(2, [1 - probability, probability])).ToArray());
        var same = ml.Unlearning().Evaluate(both, attacks: Quick);
        Assert.Equal(same.MembershipInferenceEfficacy, measured.MembershipInferenceEfficacy);
        Assert.Equal(same.TestAccuracy, measured.TestAccuracy);
        Assert.Equal(same.Rows.Select(row => row.Confidence), measured.Rows.Select(row => row.Confidence));
        var named = Written(scored).With("P", NumberDataViewType.Single, probabilities);
        Assert.Equal(same.TestAccuracy, ml.Unlearning().Evaluate(named, scoreColumnName: "P", attacks: Quick).TestAccuracy);
    }

    [Fact]
    public void A_binary_model_without_probabilities_is_refused_in_words()
    {
        var scored = Trained(ml.BinaryClassification.Trainers.AveragedPerceptron());
        Refused.With<ArgumentOutOfRangeException>(
            "expected Vector<Single>, or a column 'Probability' beside it", () => ml.Unlearning().Evaluate(scored, attacks: Quick));
    }

    [Fact]
    public void A_model_of_many_classes_is_measured_too()
    {
        var marked = TinyVectors.Rows(forget: row => row % 5 == 0, numberOfRows: 60);
        var model = ml.Transforms.NormalizeMeanVariance("Features")
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(marked);
        var rows = ml.Unlearning().Subsets(marked, null, TinyVectors.Rows(seed: 9));
        var metrics = ml.Unlearning().Evaluate(model.Transform(rows), attacks: Quick);
        Assert.True(metrics.RetainAccuracy > 80 && metrics.TestAccuracy > 80, $"RA {metrics.RetainAccuracy}, TA {metrics.TestAccuracy}");
    }

    /// <summary>The rows of all subsets, scored: 60 marked ones, of which each fifth is to be forgotten, then 24 of a test.</summary>
    private IDataView Trained(IEstimator<ITransformer> trainer)
    {
        var marked = Binary(seed: 0, count: 60);
        var model = ml.Transforms.NormalizeMeanVariance("Features").Append(trainer).Fit(marked);
        return model.Transform(ml.Unlearning().Subsets(marked, null, Binary(seed: 9, count: 24)));
    }

    private static WrittenView Binary(int seed, int count)
    {
        var rows = TinyVectors.Rows(seed, row => row % 5 == 0, count);
        bool[] labels = [.. Enumerable.Range(0, count).Select(row => row % 3 == 0)];
        return rows.Without("Label").With("Label", BooleanDataViewType.Instance, labels);
    }

    /// <summary>The columns that evaluation needs beside the score, as a view of their own.</summary>
    private static WrittenView Written(IDataView scored) => new WrittenView()
        .With("Label", BooleanDataViewType.Instance, scored.GetColumn<bool>("Label").ToArray())
        .With("PredictedLabel", BooleanDataViewType.Instance, scored.GetColumn<bool>("PredictedLabel").ToArray())
        .WithKey("Subset", [.. Subset.Names], [.. Enumerable.Range(0, 84).Select(row =>
            row >= 60 ? Subset.Test : row % 5 == 0 ? Subset.Forget : Subset.Retain)]);

    private static double Accuracy(bool[] correct, Predicate<int> isMeant)
    {
        var meant = Enumerable.Range(0, 60).Where(row => isMeant(row)).ToArray();
        return 100.0 * meant.Count(row => correct[row]) / meant.Length;
    }
}
