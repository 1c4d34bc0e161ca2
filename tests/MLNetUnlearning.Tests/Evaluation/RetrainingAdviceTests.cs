namespace MLNetUnlearning.Tests;

public sealed class RetrainingAdviceTests(TrainedOnce trained) : IClassFixture<TrainedOnce>
{
    private readonly MLContext ml = new(seed: 1);
    private readonly NeuralClassifier original = trained.Classifier;

    [Fact]
    public void Retraining_is_not_advised_by_chance_of_few_rows()
    {
        var marked = Tiny.Rows(forget: row => row == 1);
        using var retrained = ml.Unlearn(original, new Retrain(), seed: 2).Fit(marked);
        Assert.False(ml.Unlearning().AdviseRetraining(original, retrained, marked, Tiny.Rows(seed: 9)).IsAdvised);
    }

    [Fact]
    public void Retraining_is_advised_where_a_class_is_still_known()
    {
        using var pretended = ml.Unlearn(original,
            new FineTune { WholeClass = new() { NumberOfEpochs = 1, LearningRate = 1e-9 } }).Fit(Tiny.Rows());
        var advice = ml.Unlearning().AdviseRetraining(original, pretended, Tiny.Rows(), Tiny.Rows(seed: 9));
        Assert.True(advice.IsAdvised);
        Assert.Contains("Of 8 rows of forgotten classes 100.0 % are still recognised.", advice.ToString());
    }
}
