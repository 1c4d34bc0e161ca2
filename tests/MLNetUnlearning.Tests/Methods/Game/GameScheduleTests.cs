namespace MLNetUnlearning.Tests;

public class GameScheduleTests
{
    [Fact]
    public void Without_a_number_the_game_lasts_to_the_end() => Assert.Equal(90, new GameSchedule().IterationsOfGame(90));

    [Fact]
    public void The_game_ends_after_its_iterations() =>
        Assert.Equal(30, new GameSchedule { AdversarialIterations = 30 }.IterationsOfGame(90));

    [Fact]
    public void A_game_cannot_be_longer_than_the_run() =>
        Assert.Equal(20, new GameSchedule { AdversarialIterations = 30 }.IterationsOfGame(20));

    [Fact]
    public void The_rate_falls_to_zero_in_equal_steps_over_the_whole_run()
    {
        var schedule = new GameSchedule { LearningRate = 0.1 };
        double[] expected = [0.1, 0.08, 0.06, 0.04, 0.02];
        for (var iteration = 0; iteration < 5; iteration++)
            Assert.Equal(expected[iteration], schedule.LearningRateAt(iteration, 5, iterationsOfGame: 2), 1e-12);
    }

    [Fact]
    public void A_rate_of_its_own_holds_after_the_game()
    {
        var schedule = new GameSchedule { LearningRate = 0.1, DecayToZero = false, LearningRateAfter = 0.04 };
        double[] expected = [0.1, 0.1, 0.04, 0.04];
        for (var iteration = 0; iteration < 4; iteration++)
            Assert.Equal(expected[iteration], schedule.LearningRateAt(iteration, 4, iterationsOfGame: 2), 1e-12);
    }

    [Theory, InlineData(0), InlineData(9), InlineData(15), InlineData(32)]
    public void No_attacker_sees_both_numbers_of_answers_and_those_of_the_published_game_or_others(int inputs)
    {
        var schedule = new GameSchedule { Attackers = [(AttackerInputs)inputs] };
        Assert.StartsWith("Attackers is ", Assert.Single(schedule.Violations()), StringComparison.Ordinal);
    }

    [Fact]
    public void An_adversarial_batch_is_no_larger_than_either_kind_of_rows()
    {
        var schedule = new GameSchedule { BatchSize = 32 };
        Assert.Equal(32, schedule.BatchOf(50, 60));
        Assert.Equal(7, schedule.BatchOf(50, 7));
        Assert.Equal(16, (schedule with { AdversarialBatchSize = 16 }).BatchOf(50, 60));
    }
}
