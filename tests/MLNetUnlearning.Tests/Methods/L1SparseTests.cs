using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Tests;

public sealed class L1SparseTests(LearntPictures pictures) : IClassFixture<LearntPictures>
{
    private static readonly OptimizerSettings Descent = new() { NumberOfEpochs = 10, BatchSize = 8, LearningRate = 0.05 };

    [Fact]
    public void Many_more_weights_are_near_zero_than_after_fine_tuning()
    {
        var split = pictures.RandomRows();
        int plain = NearZero(new FineTune { RandomRows = Descent }, split), sparse = NearZero(new L1Sparse { RandomRows = Descent, Sparsity = 5e-3 }, split);
        Assert.True(sparse > 2 * plain, $"{sparse} of the weights are near zero, {plain} after fine-tuning");
    }

    [Fact]
    public void Without_the_pull_it_is_fine_tuning()
    {
        var split = pictures.RandomRows();
        Assert.Equal(
            LearntPictures.Weights(pictures.After(new FineTune { RandomRows = Descent }, split)),
            LearntPictures.Weights(pictures.After(new L1Sparse { RandomRows = Descent, Sparsity = 0 }, split)));
    }

    [Fact]
    public void The_pull_grows_weaker_in_equal_steps() =>
        Assert.Equal([1, 0.75, 0.5, 0.25], Enumerable.Range(0, 4).Select(step => new TrainingStep(null!, step, 4).ShareLeft));

    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        var (method, settings) = (new L1Sparse(), new OptimizerSettings { NumberOfEpochs = 5, BatchSize = 64, LearningRate = 0.1, DecayToZero = true });
        Assert.Equal((settings, settings with { NumberOfEpochs = 3 }, 5e-4), (method.RandomRows, method.WholeClass, method.Sparsity));
    }

    [Fact]
    public void The_published_recipe_is_that_of_fine_tuning_with_a_pull_of_5e_4()
    {
        var published = new OptimizerSettings { NumberOfEpochs = 10, BatchSize = 256, LearningRate = 0.01 };
        Assert.Equal((published, published, 5e-4), (L1Sparse.Published.RandomRows, L1Sparse.Published.WholeClass, L1Sparse.Published.Sparsity));
    }

    [Fact]
    public void A_negative_pull_is_refused() => Assert.StartsWith("Sparsity is -1", Assert.Single(new L1Sparse { Sparsity = -1 }.Violations()), StringComparison.Ordinal);

    private int NearZero(UnlearningMethod method, ForgetSplit split) =>
        LearntPictures.Weights(pictures.After(method, split)).Values.Sum(values => values.Count(value => Math.Abs(value) < 1e-3));
}
