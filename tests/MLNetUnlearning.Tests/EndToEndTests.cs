using Xunit.Abstractions;

namespace MLNetUnlearning.Tests;

/// <summary>The whole road on 20 rows a class.</summary>
public sealed class EndToEndTests(ITestOutputHelper output)
{
    [Fact]
    public void A_class_is_forgotten_and_the_others_are_kept()
    {
        var ml = new MLContext(seed: 1);
        var (train, unseen) = ml.Unlearning().HoldOut(new MLContext().LoadSyntheticImages(rowsPerClass: 20));
        var recipe = Tiny.AtMilestones with { NumberOfEpochs = 30, BatchSize = 16 };
        using var original = ml.Unlearning().TrainClassifier(recipe, network: KnownNetworks.SmallConvNet()).Fit(train);
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class("moon"));
        using var unlearned = ml.Unlearn(original, new AdversarialMinMax(), unseen: unseen).Fit(marked);
        using var retrained = ml.Unlearn(original, new Retrain()).Fit(marked);

        var rows = ml.Unlearning().Subsets(marked, unseen, new MLContext().LoadSyntheticImages(rowsPerClass: 20, part: DataSetPart.Test));
        UnlearningMetrics Evaluate(NeuralClassifier model) => ml.Unlearning().Evaluate(model.Transform(rows));
        var (before, after, gold) = (Evaluate(original), Evaluate(unlearned), Evaluate(retrained));

        foreach (var one in new[] { before, after, gold }) output.WriteLine($"UA {one.UnlearningAccuracy}, RA {one.RetainAccuracy}");
        Assert.True(before.UnlearningAccuracy < 20, $"original: UA {before.UnlearningAccuracy}");
        Assert.True(after.UnlearningAccuracy > 80, $"unlearned: UA {after.UnlearningAccuracy}");
        Assert.Equal(100, gold.UnlearningAccuracy);
        Assert.True(after.RetainAccuracy > 80, $"unlearned: RA {after.RetainAccuracy}");
        Assert.True(after.CompareTo(gold).AverageDisparity < before.CompareTo(gold).AverageDisparity);
    }
}
