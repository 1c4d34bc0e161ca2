using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Tests;

public sealed class FineTuneTests(LearntPictures pictures) : IClassFixture<LearntPictures>
{
    [Fact]
    public void Forgotten_rows_are_never_looked_at()
    {
        ForgetSplit split = pictures.RandomRows(), other = pictures.OtherForgottenRows();
        Assert.Equal(LearntPictures.Weights(pictures.After(new FineTune(), split)), LearntPictures.Weights(pictures.After(new FineTune(), other)));
    }

    [Fact]
    public void Retained_rows_stay_learnt_while_a_class_that_is_no_longer_shown_is_lost()
    {
        var split = pictures.WholeClass();
        var network = pictures.After(new FineTune { WholeClass = new() { NumberOfEpochs = 10, BatchSize = 8, LearningRate = 0.1 } }, split);
        Assert.True(LearntPictures.Loss(network, split.Retain) < 0.1);
        Assert.True(LearntPictures.Loss(network, split.Forget) > LearntPictures.Loss(pictures.Original, split.Forget) + 1);
    }

    [Fact]
    public void Each_kind_of_request_has_settings_of_its_own()
    {
        var method = new FineTune { RandomRows = new() { LearningRate = 1e-12, WeightDecay = 0 } };
        ForgetSplit rows = pictures.RandomRows(), wholeClass = pictures.WholeClass();
        Assert.Equal(LearntPictures.Weights(pictures.Original)["fc.weight"], LearntPictures.Weights(pictures.After(method, rows))["fc.weight"]);
        Assert.NotEqual(LearntPictures.Weights(pictures.Original)["fc.weight"], LearntPictures.Weights(pictures.After(method, wholeClass))["fc.weight"]);
    }

    [Fact]
    public void The_published_recipe_is_ten_epochs_at_a_hundredth()
    {
        var published = new OptimizerSettings { NumberOfEpochs = 10, BatchSize = 256, LearningRate = 0.01, Momentum = 0.9, WeightDecay = 5e-4 };
        Assert.Equal((published, published), (FineTune.Published.RandomRows, FineTune.Published.WholeClass));
    }

    [Fact]
    public void The_defaults_are_short_and_hot_and_cool_down()
    {
        var settings = new OptimizerSettings { NumberOfEpochs = 3, BatchSize = 64, LearningRate = 0.1, DecayToZero = true, Momentum = 0.9, WeightDecay = 5e-4 };
        Assert.Equal((settings with { NumberOfEpochs = 6, LearningRate = 0.2 }, settings), (new FineTune().RandomRows, new FineTune().WholeClass));
    }
}
