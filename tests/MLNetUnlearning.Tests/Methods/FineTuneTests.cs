namespace MLNetUnlearning.Tests;

public sealed class FineTuneTests(LearntPictures pictures) : IClassFixture<LearntPictures>
{
    [Fact]
    public void Forgotten_rows_are_never_looked_at() =>
        pictures.AreTheSameTo(new FineTune(), pictures.RandomRows(), pictures.OtherForgottenRows());

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
        var before = LearntPictures.Weights(pictures.Original)["fc.weight"];
        Assert.Equal(before, pictures.WeightsAfter(method, pictures.RandomRows())["fc.weight"]);
        Assert.NotEqual(before, pictures.WeightsAfter(method, pictures.WholeClass())["fc.weight"]);
    }
}
