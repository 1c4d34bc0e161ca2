using MLNetUnlearning.Methods;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Tests;

public sealed class NegGradPlusTests(LearntPictures pictures) : IClassFixture<LearntPictures>
{
    private static readonly OptimizerSettings Descent = new() { NumberOfEpochs = 8, BatchSize = 8, LearningRate = 0.02 };

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
        double Climbed(double weight) => LearntPictures.Loss(pictures.After(new NegGradPlus { RandomRows = Descent, AscentWeight = weight }, split), split.Forget);
        Assert.True(Climbed(0.4) > Climbed(0.01));
    }

    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        var (method, settings) = (new NegGradPlus(), new OptimizerSettings { NumberOfEpochs = 3, BatchSize = 64, LearningRate = 0.1, DecayToZero = true });
        Assert.Equal((settings, settings with { NumberOfEpochs = 2 }), (method.RandomRows, method.WholeClass));
        Assert.Equal((0.1, 1.5), (method.AscentWeight, method.LossLimit));
    }

    [Fact]
    public void The_published_recipe_is_ten_epochs_with_a_slight_climb_and_no_limit()
    {
        var published = new OptimizerSettings { NumberOfEpochs = 10, BatchSize = 256, LearningRate = 0.01, WeightDecay = 0 };
        Assert.Equal((published, published), (NegGradPlus.Published.RandomRows, NegGradPlus.Published.WholeClass));
        Assert.Equal((0.05, null), (NegGradPlus.Published.AscentWeight, NegGradPlus.Published.LossLimit));
    }

    [Fact]
    public void Weights_and_limits_out_of_range_are_refused()
    {
        string[] names = ["AscentWeight", "LossLimit"];
        Assert.Equal(names, new NegGradPlus { AscentWeight = 1, LossLimit = -1 }.Violations().Select(violation => violation.Split(' ')[0]));
    }
}
