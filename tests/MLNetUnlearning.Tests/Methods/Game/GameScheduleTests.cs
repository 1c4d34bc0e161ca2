namespace MLNetUnlearning.Tests;

public class GameScheduleTests
{
    [Fact]
    public void Without_a_number_the_game_lasts_to_the_end() => Assert.Equal(90, new GameSchedule().IterationsOfGame(90));

    [Fact]
    public void The_game_ends_after_its_iterations() =>
        Assert.Equal(30, new GameSchedule { AdversarialIterations = 30 }.IterationsOfGame(90));

    [Fact]
    public void On_few_rows_the_game_ends_at_its_largest_share() =>
        Assert.Equal(20, new GameSchedule { AdversarialIterations = 30, MaximumGameShare = 0.5 }.IterationsOfGame(40));

    [Fact]
    public void The_rate_falls_to_zero_in_equal_steps_after_the_game()
    {
        var schedule = new GameSchedule { LearningRate = 0.1, AdversarialIterations = 2, LearningRateAfter = 0.04, DecayAfter = true };
        double[] expected = [0.1, 0.1, 0.04, 0.03, 0.02, 0.01];
        for (var iteration = 0; iteration < 6; iteration++)
            Assert.Equal(expected[iteration], schedule.LearningRateAt(iteration, 6), 1e-12);
    }

    [Fact]
    public void Without_a_rate_of_its_own_the_rest_goes_on_at_the_rate_of_the_game() =>
        Assert.Equal(0.02, new GameSchedule { LearningRate = 0.02, AdversarialIterations = 1 }.LearningRateAt(5, 6));

    [Theory, InlineData(0.0), InlineData(1.5), InlineData(double.NaN)]
    public void A_share_outside_0_to_1_is_refused(double share)
    {
        var method = new AdversarialMinMax { RandomRows = new() { MaximumGameShare = share } };
        Assert.Contains(method.Violations(), violation => violation.StartsWith("RandomRows.MaximumGameShare", StringComparison.Ordinal));
    }
}
