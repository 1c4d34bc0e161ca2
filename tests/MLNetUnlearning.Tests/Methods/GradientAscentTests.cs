using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Tests;

public sealed class GradientAscentTests(LearntPictures pictures) : IClassFixture<LearntPictures>
{
    private static readonly OptimizerSettings Climb = new() { NumberOfEpochs = 5, BatchSize = 4, LearningRate = 0.01 };

    [Fact]
    public void The_loss_of_the_forgotten_rows_rises()
    {
        var split = pictures.WholeClass();
        var network = pictures.After(new GradientAscent { WholeClass = Climb }, split);
        Assert.True(LearntPictures.Loss(network, split.Forget) > LearntPictures.Loss(pictures.Original, split.Forget) + 0.5);
    }

    [Fact]
    public void Retained_rows_are_never_looked_at()
    {
        ForgetSplit split = pictures.RandomRows(), other = pictures.OtherRetainedRows();
        var method = new GradientAscent { RandomRows = Climb };
        Assert.Equal(LearntPictures.Weights(pictures.After(method, split)), LearntPictures.Weights(pictures.After(method, other)));
    }

    [Fact]
    public void Rows_above_the_limit_are_climbed_no_further()
    {
        var split = pictures.RandomRows();
        var network = pictures.After(new GradientAscent { RandomRows = Climb with { WeightDecay = 0 }, LossLimit = 1e-9 }, split);
        Assert.Equal(LearntPictures.Weights(pictures.Original), LearntPictures.Weights(network));
    }

    [Fact]
    public void Without_a_limit_the_climb_goes_higher()
    {
        var split = pictures.WholeClass();
        var limited = pictures.After(new GradientAscent { WholeClass = Climb }, split);
        var unlimited = pictures.After(new GradientAscent { WholeClass = Climb, LossLimit = null }, split);
        Assert.True(LearntPictures.Loss(unlimited, split.Forget) > LearntPictures.Loss(limited, split.Forget));
    }

    [Fact]
    public void The_published_recipe_is_five_epochs_at_a_ten_thousandth_without_limit()
    {
        var published = new OptimizerSettings { NumberOfEpochs = 5, BatchSize = 256, LearningRate = 1e-4 };
        Assert.Equal((published, published, null), (GradientAscent.Published.RandomRows, GradientAscent.Published.WholeClass, GradientAscent.Published.LossLimit));
    }

    [Fact]
    public void The_defaults_are_three_short_passes_and_a_limit_of_two()
    {
        var settings = new OptimizerSettings { NumberOfEpochs = 3, BatchSize = 64, LearningRate = 0.01 };
        Assert.Equal((settings, settings with { LearningRate = 0.005 }, 2.0), (new GradientAscent().RandomRows, new GradientAscent().WholeClass, new GradientAscent().LossLimit));
    }

    [Fact]
    public void A_limit_that_is_no_loss_is_refused() =>
        Assert.Contains("LossLimit is 0", Assert.Single(new GradientAscent { LossLimit = 0 }.Violations()));
}
