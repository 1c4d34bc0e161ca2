namespace MLNetUnlearning.Tests;

/// <summary>What a method leaves open is chosen from the classifier's own training. Every number is computed by hand.</summary>
public sealed class OptimizerSettingsTests
{
    /// <summary>A training whose rate is at most 0.4. On 900 rows its batches of 10 make 90 steps of an epoch, 1,800 in all.</summary>
    private static readonly TrainingRecipe Recipe = new() { NumberOfEpochs = 20, BatchSize = 10, LearningRate = 0.4 };

    private static readonly UnlearningSize Size =
        new(Retained: 900, Forgotten: 100, Unseen: 50, Classes: 10, IsWholeClass: false, Recipe);

    [Fact]
    public void The_defaults_are_pinned()
    {
        var settings = new OptimizerSettings();
        Assert.Empty(settings.Violations());
        Assert.Equal((0.1, null, null), (settings.TrainingShare, settings.NumberOfSteps, settings.NumberOfEpochs));
        Assert.Equal((null, 0.2, null), (settings.BatchSize, settings.LearningRateShare, settings.LearningRate));
        Assert.True(settings.DecayToZero);
        Assert.Equal((0.9, 5e-4, false), (settings.Momentum, settings.WeightDecay, settings.Adam));
    }

    [Theory]
    [InlineData(0.1, 180)]
    [InlineData(0.3, 540)]
    [InlineData(0.1001, 181)] // 180.18 steps, rounded up
    [InlineData(0.07, 126)] // as real numbers of a computer 126.00000000000001, which is no reason for one step more
    [InlineData(0.02, 50)] // 36 would hardly move a network
    [InlineData(1, 1800)]
    public void Steps_are_a_share_of_those_of_retraining_and_at_least_50(double share, int steps)
    {
        var chosen = new OptimizerSettings { TrainingShare = share }.ChosenFor(Size);
        Assert.Equal((steps, null), (chosen.NumberOfSteps, chosen.NumberOfEpochs));
        Assert.Equal(steps, chosen.StepsOver(numberOfRows: 7));
    }

    [Fact]
    public void The_yardstick_is_a_training_on_the_retained_rows()
    {
        Assert.Equal(90, new OptimizerSettings().ChosenFor(Size with { Retained = 450 }).NumberOfSteps); // of 20 epochs of 45 steps
        Assert.Equal(180, new OptimizerSettings().ChosenFor(Size with { Forgotten = 1, Unseen = 0 }).NumberOfSteps);
        var inSteps = Recipe with { NumberOfEpochs = null, NumberOfSteps = 3000 };
        Assert.Equal(300, new OptimizerSettings().ChosenFor(Size with { Retained = 450, Recipe = inSteps }).NumberOfSteps);
        // The default training of 1,000 rows goes over 900 of them in 79 epochs of 29 batches: 2,291 steps.
        var trained = Size with { Recipe = new TrainingRecipe().ChosenFor(new(1000, 10)) };
        Assert.Equal(688, new OptimizerSettings { TrainingShare = 0.3 }.ChosenFor(trained).NumberOfSteps);
        // A recipe that states nothing: 2,250 steps on 900 rows are 78 epochs of 29 batches of 32, at 0.1.
        var open = new OptimizerSettings().ChosenFor(Size with { Recipe = new() });
        Assert.Equal((227, 32, 0.02), (open.NumberOfSteps, open.BatchSize, open.LearningRate));
    }

    [Fact]
    public void Batches_are_those_of_the_training_and_rates_a_share_of_its_highest()
    {
        var chosen = new OptimizerSettings { LearningRateShare = 0.5 }.ChosenFor(Size);
        Assert.Equal((10, 0.2), (chosen.BatchSize, chosen.LearningRate));
        Assert.Equal(6, new OptimizerSettings().ChosenFor(Size with { Retained = 6 }).BatchSize); // the training would have no more rows
    }

    [Fact]
    public void Adam_takes_a_hundredth_of_the_rate() =>
        Assert.Equal(0.002, new OptimizerSettings { LearningRateShare = 0.5, Adam = true }.ChosenFor(Size).LearningRate);

    [Fact]
    public void A_rate_is_as_round_as_its_parts() // the product is 0.010000000000000002
    {
        var size = Size with { Recipe = Recipe with { LearningRate = 0.05 } };
        Assert.Equal(0.01, new OptimizerSettings().ChosenFor(size).LearningRate);
    }

    [Fact]
    public void What_is_stated_stays_and_the_rest_is_chosen()
    {
        var epochs = new OptimizerSettings { NumberOfEpochs = 3 }.ChosenFor(Size);
        Assert.Equal((3, null, 10), (epochs.NumberOfEpochs, epochs.NumberOfSteps, epochs.BatchSize));
        Assert.Equal(3 * 3, epochs.StepsOver(numberOfRows: 25)); // batches of 10, 10 and 5
        var steps = new OptimizerSettings { NumberOfSteps = 7 }.ChosenFor(Size); // fewer than 50, but stated
        Assert.Equal((7, null, 7), (steps.NumberOfSteps, steps.NumberOfEpochs, steps.StepsOver(numberOfRows: 25)));
        Assert.Equal(4, new OptimizerSettings { BatchSize = 4 }.ChosenFor(Size).BatchSize);
        Assert.Equal(180, new OptimizerSettings { BatchSize = 4 }.ChosenFor(Size).NumberOfSteps);
        var rate = new OptimizerSettings { LearningRate = 0.7, Adam = true }.ChosenFor(Size);
        Assert.Equal((0.7, 180), (rate.LearningRate, rate.NumberOfSteps));
    }

    [Fact]
    public void Choosing_changes_nothing_else_and_choosing_again_changes_nothing()
    {
        var open = new OptimizerSettings { DecayToZero = false, Momentum = 0.5, WeightDecay = 0, Adam = true };
        var chosen = open.ChosenFor(Size);
        Assert.Equal(open with { NumberOfSteps = 180, BatchSize = 10, LearningRate = chosen.LearningRate }, chosen);
        Assert.Equal(chosen, chosen.ChosenFor(Size with { Retained = 100, Recipe = new() }));
        var stated = new OptimizerSettings { NumberOfEpochs = 3, BatchSize = 4, LearningRate = 0.01 };
        Assert.Equal(stated, stated.ChosenFor(Size));
    }

    [Fact]
    public void The_rate_falls_to_zero_in_equal_steps_or_stays()
    {
        var settings = new OptimizerSettings { LearningRate = 0.04 };
        double[] falling = [0.04, 0.03, 0.02, 0.01];
        for (var step = 0; step < 4; step++)
        {
            Assert.Equal(falling[step], settings.LearningRateAt(step, 4), 1e-12);
            Assert.Equal(0.04, (settings with { DecayToZero = false }).LearningRateAt(step, 4));
        }
    }

    [Fact]
    public void All_settings_out_of_range_are_named()
    {
        var wrong = new OptimizerSettings
        {
            TrainingShare = 1.1,
            NumberOfSteps = 0,
            NumberOfEpochs = 0,
            BatchSize = 1,
            LearningRateShare = 0,
            LearningRate = double.NaN,
            Momentum = 1,
            WeightDecay = -1,
        };
        Assert.Equal(
            [
                "TrainingShare is 1.1; it must be in (0, 1].", "NumberOfSteps is 0; it must be at least 1, or null.",
                "NumberOfSteps is 0; it must be null where NumberOfEpochs is set.",
                "NumberOfEpochs is 0; it must be at least 1, or null.",
                "BatchSize is 1; it must be at least 2 or null, since batch normalisation needs two rows.",
                "LearningRateShare is 0; it must be positive and finite.",
                "LearningRate is NaN; it must be positive and finite, or null.", "Momentum is 1; it must be in [0, 1).",
                "WeightDecay is -1; it must be zero or positive, and finite.",
            ],
            wrong.Violations());
        Assert.Throws<ArgumentNullException>(() => new OptimizerSettings().ChosenFor(null!));
    }
}
