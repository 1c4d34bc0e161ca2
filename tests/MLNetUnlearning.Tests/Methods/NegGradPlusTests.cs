namespace MLNetUnlearning.Tests;

public sealed class NegGradPlusTests(LearntPictures pictures) : IClassFixture<LearntPictures>
{
    private static readonly OptimizerSettings Descent = LearntPictures.Descent with { LearningRate = 0.04 };

    [Fact]
    public void The_loss_of_forgotten_rows_rises_while_the_retained_ones_are_kept()
    {
        var split = pictures.WholeClass();
        var network = pictures.After(new NegGradPlus { WholeClass = Descent }, split);
        Assert.True(LearntPictures.Loss(network, split.Retain) < 0.3);
        Assert.True(LearntPictures.Loss(network, split.Forget) > LearntPictures.Loss(pictures.Original, split.Forget) + 1);
    }

    [Fact]
    public void More_weight_on_the_climb_climbs_higher()
    {
        var split = pictures.RandomRows();
        double Climbed(double weight) =>
            LearntPictures.Loss(pictures.After(new NegGradPlus { RandomRows = Descent, AscentWeight = weight }, split), split.Forget);
        Assert.True(Climbed(0.4) > Climbed(0.01));
    }
}
