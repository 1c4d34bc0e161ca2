namespace MLNetUnlearning.Tests;

/// <summary>The rates of all steps, whole and in parts.</summary>
public sealed class TrainingPlanTests
{
    private static readonly TrainingSize Size = new(Rows: 20, Classes: 2);

    /// <summary>Batches of 4: 5 steps in an epoch, 20 in all.</summary>
    private static readonly TrainingRecipe FourEpochs = new() { NumberOfEpochs = 4, BatchSize = 4, LearningRate = 0.6 };

    [Fact]
    public void The_rate_rises_in_equal_steps_and_falls_to_zero_in_equal_steps()
    {
        var rates = Rates(FourEpochs); // two steps of warm-up
        Assert.Equal(20, rates.Length);
        Assert.Equal([0.2, 0.4, 0.6], rates[..3]);
        Assert.Equal(Enumerable.Range(1, 18).Select(left => Rounded(0.6 * left / 18)).Reverse(), rates[2..]);
        Assert.Equal(Rounded(0.6 / 18), rates[^1]);
    }

    [Fact]
    public void Without_a_warm_up_the_first_step_has_the_whole_rate()
    {
        var rates = Rates(FourEpochs with { WarmUpShare = 0 });
        Assert.Equal(Enumerable.Range(1, 20).Select(left => Rounded(0.6 * left / 20)).Reverse(), rates);
    }

    [Fact]
    public void One_step_has_the_whole_rate_and_the_longest_warm_up_leaves_one_step()
    {
        Assert.Equal([0.6], Rates(FourEpochs with { NumberOfEpochs = null, NumberOfSteps = 1, WarmUpShare = 0.999 }));
        Assert.Equal([0.3, 0.6], Rates(FourEpochs with { NumberOfEpochs = null, NumberOfSteps = 2, WarmUpShare = Math.BitDecrement(1.0) }));
    }

    [Fact]
    public void Milestones_are_epochs_and_come_after_a_warm_up()
    {
        var rates = Rates(FourEpochs with { WarmUpShare = 0.1, DecayToZero = false, Milestones = [1, 3], LearningRateDecay = 0.5 });
        Assert.Equal([0.2, 0.4, 0.6, 0.6, 0.6], rates[..5]);
        Assert.Equal([.. Enumerable.Repeat(0.3, 10), .. Enumerable.Repeat(0.15, 5)], rates[5..]);
    }

    [Fact]
    public void Steps_have_milestones_after_half_and_three_quarters_of_them()
    {
        var rates = Rates(new()
        {
            NumberOfSteps = 7,
            BatchSize = 4,
            LearningRate = 0.6,
            WarmUpShare = 0,
            DecayToZero = false,
            LearningRateDecay = 0.5,
        });
        Assert.Equal([0.6, 0.6, 0.6, 0.3, 0.3, 0.15, 0.15], rates);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void The_parts_of_a_recipe_have_the_rates_of_the_whole(bool decayToZero)
    {
        var plan = new TrainingPlan(FourEpochs with { DecayToZero = decayToZero }, Size);
        var (first, rest) = (plan.Until(plan.StepsOf(1)), plan.From(plan.StepsOf(1)));
        Assert.Equal((0, 5, 5, 20), (first.Start, first.End, rest.Start, rest.End));
        for (var step = 0; step < 20; step++)
            Assert.Equal(plan.LearningRateAt(step), (step < 5 ? first : rest).LearningRateAt(step));
        Assert.Equal(10, plan.LaterPart);
    }

    [Fact]
    public void The_first_step_has_the_full_rate_however_short_a_training_with_milestones_is()
    {
        var plain = new TrainingRecipe { LearningRate = 1, BatchSize = 4, WarmUpShare = 0, DecayToZero = false };
        Assert.Equal([1, 1, 0.1, 0.01, 0.01], Rates(plain with { NumberOfEpochs = 1 }));
        Assert.Equal([1, 1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01, 0.01], Rates(plain with { NumberOfEpochs = 2 }));
        Assert.Equal([1], Rates(plain with { NumberOfSteps = 1 }));
    }

    [Fact]
    public void Steps_need_not_fill_an_epoch()
    {
        var plan = new TrainingPlan(new() { NumberOfSteps = 7, BatchSize = 4 }, Size);
        Assert.Equal((7, 5, 2), (plan.NumberOfSteps, plan.StepsAnEpoch, plan.NumberOfEpochs));
        Assert.Equal((5, 7), (plan.StepsOf(1), plan.StepsOf(2)));
    }

    [Fact]
    public void It_is_said_in_words()
    {
        Assert.Equal(
            "79 epochs of 32 batches of 32, rate 0.1 after 252 steps and then falling to zero",
            new TrainingPlan(new(), new(1000, 10)).ToString());
        Assert.Equal(
            "7 steps of batches of 4, rate 0.6",
            new TrainingPlan(new() { NumberOfSteps = 7, BatchSize = 4, LearningRate = 0.6, WarmUpShare = 0, DecayToZero = false }, Size)
                .ToString());
    }

    private static double[] Rates(TrainingRecipe recipe) =>
        [.. Enumerable.Range(0, recipe.NumberOfStepsFor(Size)).Select(step => Rounded(recipe.LearningRateAt(step, Size)))];

    private static double Rounded(double rate) => Math.Round(rate, 12);
}
