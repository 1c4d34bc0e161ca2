namespace MLNetUnlearning.Tests;

/// <summary>Share and time left, on a clock that stands still until it is told.</summary>
public sealed class TimedProgressTests
{
    private readonly MadeUpClock clock = new();
    private readonly Reports reports = [];

    [Fact]
    public void At_first_the_time_of_a_step_tells_what_is_left()
    {
        var progress = Begun(Second(1), new UnlearningStage("one", 100));
        Step(progress, "one", 0, 100, seconds: 0);
        Assert.Equal((0.0, Second(100)), Last);
    }

    [Fact]
    public void Then_the_own_pace_counts_more_and_more()
    {
        var progress = Begun(Second(1), new UnlearningStage("one", 100));
        for (var step = 1; step <= 50; step++) Step(progress, "one", step, 100, seconds: 3);
        // Told: 5 steps' worth at 1 s. Seen: 50 steps of 3 s. The mean is 155 / 55 s for each of the 50 that are left.
        Assert.Equal(0.5, Last.Share!.Value, 9);
        Assert.Equal(50 * 155.0 / 55, Last.Left!.Value.TotalSeconds, 3);
        for (var step = 51; step <= 100; step++) Step(progress, "one", step, 100, seconds: 3);
        Assert.Equal((1.0, TimeSpan.Zero), Last);
    }

    [Fact]
    public void Stages_count_by_their_work()
    {
        var progress = Begun(Second(1), new UnlearningStage("short", 10), new UnlearningStage("long", 90));
        Step(progress, "short", 2, 2, seconds: 10);
        Assert.Equal(0.1, Last.Share!.Value, 9);
        Step(progress, "long", 1, 3, seconds: 30);
        Assert.Equal(0.4, Last.Share!.Value, 9);
    }

    [Fact]
    public void Stages_of_one_name_follow_each_other()
    {
        var progress = Begun(Second(1), new UnlearningStage("attacker", 10), new UnlearningStage("attacker", 10));
        Step(progress, "attacker", 4, 4, seconds: 10);
        Step(progress, "attacker", 0, 4, seconds: 0);
        Assert.Equal(0.5, Last.Share!.Value, 9);
        Step(progress, "attacker", 2, 4, seconds: 5);
        Assert.Equal(0.75, Last.Share!.Value, 9);
    }

    [Fact]
    public void Stages_that_count_on_from_one_another_have_their_part_of_the_count()
    {
        var progress = Begun(
            Second(1), new UnlearningStage("game", 80) { To = 0.5 }, new UnlearningStage("after the game", 20) { From = 0.5 });
        Step(progress, "game", 5, 10, seconds: 80);
        Assert.Equal(0.8, Last.Share!.Value, 9);
        Step(progress, "after the game", 6, 10, seconds: 4);
        Assert.Equal(0.84, Last.Share!.Value, 9);
    }

    [Fact]
    public void A_stage_that_ends_early_leaves_more_to_the_next()
    {
        var progress = Begun(
            Second(1), new UnlearningStage("game", 80) { To = 0.5 }, new UnlearningStage("after the game", 20) { From = 0.5 });
        Step(progress, "game", 2, 10, seconds: 32);
        Step(progress, "after the game", 3, 10, seconds: 4);
        // 8 steps of 4 are left of the count of 10 after the game, of which one is done: 32 of work instead of 20.
        Assert.Equal((80 + 4) / 112.0, Last.Share!.Value, 9);
        Step(progress, "after the game", 4, 10, seconds: 4);
        Assert.Equal((80 + 8) / 112.0, Last.Share!.Value, 9);
    }

    [Fact]
    public void What_an_earlier_run_has_done_is_not_left_and_says_nothing_of_the_pace()
    {
        var progress = Begun(Second(1), new UnlearningStage("one", 100));
        Step(progress, "one", 60, 100, seconds: 1); // goes on from the checkpoint
        Assert.Equal(0.6, Last.Share!.Value, 9);
        Assert.Equal(40, Last.Left!.Value.TotalSeconds, 3);
    }

    [Fact]
    public void Without_the_time_of_a_step_the_own_pace_alone_tells()
    {
        var progress = Begun(null, new UnlearningStage("one", 10));
        Step(progress, "one", 0, 10, seconds: 1);
        Assert.Equal((0.0, null), Last);
        Step(progress, "one", 1, 10, seconds: 1);
        Assert.Equal(18, Last.Left!.Value.TotalSeconds, 6);
    }

    [Fact]
    public void A_name_that_no_stage_has_changes_nothing()
    {
        var progress = Begun(Second(1), new UnlearningStage("one", 10));
        Step(progress, "one", 5, 10, seconds: 5);
        Step(progress, "the loop", 9, 10, seconds: 0);
        Assert.Equal(0.5, Last.Share!.Value, 9);
    }

    [Fact]
    public void Nothing_is_said_of_a_run_of_which_nothing_is_known()
    {
        Step(Begun(Second(1)), "one", 5, 10, seconds: 5);
        Assert.Equal((null, null), Last);
    }

    private (double? Share, TimeSpan? Left) Last => (reports[^1].Share, reports[^1].TimeLeft);

    private static TimeSpan Second(double seconds) => TimeSpan.FromSeconds(seconds);

    private TimedProgress Begun(TimeSpan? stepTime, params UnlearningStage[] stages)
    {
        var progress = new TimedProgress(reports, clock);
        progress.Begin(stages, stepTime);
        return progress;
    }

    private void Step(TimedProgress progress, string stage, int step, int of, double seconds)
    {
        clock.Now += Second(seconds);
        progress.Report(new UnlearningProgress(stage, step, of));
    }

    private sealed class MadeUpClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
