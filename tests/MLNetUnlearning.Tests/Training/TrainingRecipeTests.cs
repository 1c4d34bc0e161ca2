namespace MLNetUnlearning.Tests;

public sealed class TrainingRecipeTests
{
    private static readonly TrainingSize Size = new(Rows: 1000, Classes: 10);

    [Fact]
    public void The_defaults_are_pinned()
    {
        var recipe = new TrainingRecipe();
        Assert.Empty(recipe.Violations());
        Assert.Equal(
            (null, null, null, null), (recipe.NumberOfSteps, recipe.NumberOfEpochs, recipe.BatchSize, recipe.LearningRate));
        Assert.Equal((0.1, true, null, 0.1), (recipe.WarmUpShare, recipe.DecayToZero, recipe.Milestones, recipe.LearningRateDecay));
        Assert.Equal((0.9, 5e-4, new Augmentation()), (recipe.Momentum, recipe.WeightDecay, recipe.Augmentation));
    }

    [Fact]
    public void The_published_recipe_is_that_of_the_tables()
    {
        var published = TrainingRecipe.Published;
        Assert.Empty(published.Violations());
        Assert.Equal(
            "182 epochs, batch 256, rate 0.1 x0.1 at 91 and 136, momentum 0.9, weight decay 0.0005, " + published.Augmentation,
            published.ToString());
        Assert.Same(published, published.ChosenFor(new(50_000, 10)));
        var (size, step) = (new TrainingSize(50_000, 10), 196);
        Assert.Equal(182 * step, published.NumberOfStepsFor(size));
        int[] epochs = [0, 90, 91, 135, 136, 181];
        Assert.Equal(
            [0.1, 0.1, 0.01, 0.01, 0.001, 0.001], epochs.Select(epoch => Math.Round(published.LearningRateAt(epoch * step, size), 12)));
    }

    [Fact]
    public void Choosing_again_changes_nothing_and_fewer_rows_get_as_many_passes()
    {
        var chosen = new TrainingRecipe().ChosenFor(Size);
        Assert.Same(chosen, chosen.ChosenFor(Size));
        Assert.Same(chosen, chosen.ChosenFor(new(900, 10)));
        Assert.Equal((79 * 32, 79 * 29), (chosen.NumberOfStepsFor(Size), chosen.NumberOfStepsFor(new(900, 10))));
    }

    [Fact]
    public void What_is_stated_stays()
    {
        var stated = new TrainingRecipe { NumberOfEpochs = 3, BatchSize = 10, LearningRate = 0.02 };
        Assert.Same(stated, stated.ChosenFor(Size));
        var steps = new TrainingRecipe { NumberOfSteps = 100 }.ChosenFor(Size);
        Assert.Equal((100, null, 32, 0.1), (steps.NumberOfSteps, steps.NumberOfEpochs, steps.BatchSize, steps.LearningRate));
        Assert.Same(steps, steps.ChosenFor(Size));
        Assert.Equal(25, new TrainingRecipe { BatchSize = 10 }.ChosenFor(Size).NumberOfEpochs); // of 100 steps
    }

    [Fact]
    public void A_batch_larger_than_the_data_is_cut()
    {
        Assert.Equal(96, TrainingRecipe.Published.ChosenFor(new(96, 4)).BatchSize);
        Assert.Equal(2, TrainingRecipe.Published.ChosenFor(new(1, 4)).BatchSize);
        Assert.Equal(182, TrainingRecipe.Published.NumberOfStepsFor(new(96, 4)));
    }

    [Fact]
    public void Settings_out_of_range_are_all_named()
    {
        Assert.Equal(
            [
                "NumberOfSteps is 0; it must be at least 1, or null.", "NumberOfSteps is 0; it must be null where NumberOfEpochs is set.",
                "NumberOfEpochs is 0; it must be at least 1, or null.",
                "BatchSize is 1; it must be at least 2 or null, since batch normalisation needs two rows.",
                "LearningRate is 0; it must be positive and finite, or null.", "WarmUpShare is 1; it must be in [0, 1).",
            ],
            new TrainingRecipe { NumberOfSteps = 0, NumberOfEpochs = 0, BatchSize = 1, LearningRate = 0, WarmUpShare = 1 }.Violations());
        Assert.Equal(["WarmUpShare is -0.1; it must be in [0, 1)."], new TrainingRecipe { WarmUpShare = -0.1 }.Violations());
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingRecipe().ChosenFor(new(0, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingRecipe { NumberOfSteps = 9 }.LearningRateAt(9, Size));
    }

    [Fact]
    public void Milestones_belong_to_epochs_and_to_rates_that_do_not_fall_to_zero()
    {
        void Says(string words, TrainingRecipe recipe) => Assert.Contains(words, Assert.Single(recipe.Violations()));
        Says("null, or DecayToZero false: a rate that falls to zero has none", new() { NumberOfEpochs = 9, Milestones = [2] });
        Says("null where NumberOfEpochs is null, since milestones are epochs", new() { DecayToZero = false, Milestones = [2] });
        Says("ascending within 1..8, or null", new() { DecayToZero = false, NumberOfEpochs = 9, Milestones = [9] });
        Says("ascending within 1..8, or null", new() { DecayToZero = false, NumberOfEpochs = 9, Milestones = [3, 2] });
        Assert.Empty(new TrainingRecipe { DecayToZero = false, NumberOfEpochs = 9, Milestones = [] }.Violations());
    }

    [Fact]
    public void It_says_what_is_chosen_later_and_what_is_stated()
    {
        var open = new TrainingRecipe { Augmentation = null };
        Assert.Equal(
            "epochs, batch, rate chosen from the rows (the rate highest after 0.1 of the steps falling to zero), momentum 0.9, "
            + "weight decay 0.0005, no augmentation",
            open.ToString());
        Assert.StartsWith("batch 9, epochs and rate chosen from the rows (the rate highest", (open with { BatchSize = 9 }).ToString());
        Assert.StartsWith("47 epochs, batch 32, rate 0.1 after 0.1 of the steps falling to zero, ", open.ChosenFor(Size).ToString());
        Assert.StartsWith(
            "9 steps, batch 32, rate 0.1 x0.1 at half and three quarters, ",
            (open with { NumberOfSteps = 9, WarmUpShare = 0, DecayToZero = false }).ChosenFor(Size).ToString());
        Assert.Equal(open, new TrainingRecipe { Augmentation = null });
        Assert.NotEqual(open, open with { NumberOfSteps = 9 });
    }
}
