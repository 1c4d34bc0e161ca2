namespace MLNetUnlearning.Tests;

public sealed class OptimizerSettingsTests
{
    [Fact]
    public void The_rate_stays_or_falls_to_zero_in_equal_steps()
    {
        var settings = new OptimizerSettings { LearningRate = 0.04 };
        double[] falling = [0.04, 0.03, 0.02, 0.01];
        for (var step = 0; step < 4; step++)
        {
            Assert.Equal(0.04, settings.LearningRateAt(step, 4));
            Assert.Equal(falling[step], (settings with { DecayToZero = true }).LearningRateAt(step, 4), 1e-12);
        }
    }

    [Fact]
    public void All_settings_out_of_range_are_named()
    {
        var wrong = new OptimizerSettings { NumberOfEpochs = 0, BatchSize = 1, LearningRate = double.NaN, Momentum = 1, WeightDecay = -1 };
        string[] names = ["NumberOfEpochs", "BatchSize", "LearningRate", "Momentum", "WeightDecay"];
        Assert.Equal(names, wrong.Violations().Select(violation => violation.Split(' ')[0]));
        Assert.Empty(new OptimizerSettings().Violations());
    }
}
