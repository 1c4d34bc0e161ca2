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
    public void Retained_rows_are_never_learnt_from() => pictures.AreTheSameTo(
        new GradientAscent { RandomRows = Climb, StopWhenReached = false }, pictures.RandomRows(), pictures.OtherRetainedRows());

    [Fact]
    public void Rows_above_the_limit_are_climbed_no_further()
    {
        var method = new GradientAscent { RandomRows = Climb with { WeightDecay = 0 }, LossLimit = 1e-9 };
        Assert.Equal(LearntPictures.Weights(pictures.Original), pictures.WeightsAfter(method, pictures.RandomRows()));
    }

    [Fact]
    public void Without_a_limit_the_climb_goes_higher()
    {
        var split = pictures.WholeClass();
        var toTheEnd = new GradientAscent { WholeClass = Climb, StopWhenReached = false };
        var limited = pictures.After(toTheEnd, split);
        var unlimited = pictures.After(toTheEnd with { LossLimit = null }, split);
        Assert.True(LearntPictures.Loss(unlimited, split.Forget) > LearntPictures.Loss(limited, split.Forget));
    }

    [Fact]
    public void It_stops_when_the_class_is_forgotten_and_spares_the_others()
    {
        var split = pictures.WholeClass();
        var steep = new GradientAscent { WholeClass = Climb with { NumberOfEpochs = 40, LearningRate = 0.02 } };
        var reports = new Reports();
        using var stopped = pictures.After(steep, split, reports);
        using var whole = pictures.After(steep with { StopWhenReached = false }, split);
        Assert.True(reports.Count < reports[0].NumberOfSteps);
        Assert.True(LearntPictures.Loss(stopped, split.Retain) < LearntPictures.Loss(whole, split.Retain) - 0.1);
        Assert.True(LearntPictures.Loss(stopped, split.Forget) > LearntPictures.Loss(pictures.Original, split.Forget) + 0.5);
    }
}
