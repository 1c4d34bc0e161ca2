namespace MLNetUnlearning.Tests;

public sealed class L1SparseTests(LearntPictures pictures) : IClassFixture<LearntPictures>
{
    private static readonly OptimizerSettings Descent = new() { NumberOfEpochs = 10, BatchSize = 8, LearningRate = 0.05 };

    [Fact]
    public void Many_more_weights_are_near_zero_than_after_fine_tuning()
    {
        var split = pictures.RandomRows();
        var plain = NearZero(new FineTune { RandomRows = Descent }, split);
        var sparse = NearZero(new L1Sparse { RandomRows = Descent, Sparsity = 5e-3 }, split);
        Assert.True(sparse > 2 * plain, $"{sparse} of the weights are near zero, {plain} after fine-tuning");
    }

    [Fact]
    public void Without_the_pull_it_is_fine_tuning()
    {
        var split = pictures.RandomRows();
        Assert.Equal(
            pictures.WeightsAfter(new FineTune { RandomRows = Descent }, split),
            pictures.WeightsAfter(new L1Sparse { RandomRows = Descent, Sparsity = 0 }, split));
    }

    [Fact]
    public void The_pull_grows_weaker_in_equal_steps() =>
        Assert.Equal([1, 0.75, 0.5, 0.25], Enumerable.Range(0, 4).Select(step => new TrainingStep(null!, step, 4).ShareLeft));

    private int NearZero(UnlearningMethod method, ForgetSplit split) =>
        pictures.WeightsAfter(method, split).Values.Sum(values => values.Count(value => Math.Abs(value) < 1e-3));
}
