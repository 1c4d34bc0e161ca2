namespace MLNetUnlearning.Tests;

public sealed class CurveRecorderTests
{
    private readonly List<UnlearningProgress> passed = [];
    private readonly CurveRecorder recorder;

    public CurveRecorderTests() => recorder = new(new Passing(passed));

    [Fact]
    public void A_short_stage_keeps_every_step_and_reports_are_passed_on()
    {
        for (var step = 1; step <= 3; step++) recorder.Report(new("training", step, 3, Loss: 4 - step));
        var curve = Assert.Single(recorder.Curves);
        Assert.Equal(("training", RunCurve.Loss), (curve.Stage, curve.Figure));
        Assert.Equal([new CurvePoint(1, 3), new(2, 2), new(3, 1)], curve.Points);
        Assert.Equal(3, passed.Count);
    }

    [Theory, InlineData(128), InlineData(1000), InlineData(12345)]
    public void A_long_stage_has_few_points_that_are_means_over_all_its_steps(int steps)
    {
        for (var step = 1; step <= steps; step++) recorder.Report(new("training", step, steps, Loss: step));
        var points = recorder.Curves.Single().Points;
        Assert.InRange(points.Count, 64, 128);
        Assert.Equal(steps, points[^1].Step);
        var before = 0;
        foreach (var point in points)
        {
            Assert.Equal((before + 1 + point.Step) / 2.0, point.Value, 6); // the mean of before + 1 .. point.Step
            before = point.Step;
        }
    }

    [Fact]
    public void A_game_has_curves_of_its_attackers()
    {
        for (var step = 1; step <= 2; step++)
            recorder.Report(new("game", step, 2, Loss: 1) { AttackerAccuracy = 90 - step, AttackerLoss = 0.5 });
        Assert.Equal([RunCurve.Loss, RunCurve.AttackerLoss, RunCurve.AttackerAccuracy], recorder.Curves.Select(curve => curve.Figure));
        Assert.Equal([89, 88], recorder.Curves[2].Points.Select(point => point.Value));
    }

    [Fact]
    public void Of_a_stage_that_is_done_again_the_last_time_counts()
    {
        foreach (var (step, loss) in new[] { (1, 9), (2, 8), (3, 7), (1, 3), (2, 2) }) recorder.Report(new("search", step, 3, Loss: loss));
        Assert.Equal([new CurvePoint(1, 3), new(2, 2)], recorder.Curves.Single().Points);
    }

    [Fact]
    public void What_is_no_number_and_what_is_a_single_point_is_no_curve()
    {
        recorder.Report(new("one", 1, 1, Loss: 1));
        for (var step = 1; step <= 3; step++) recorder.Report(new("none", step, 3, Loss: step == 2 ? double.NaN : null));
        Assert.Empty(recorder.Curves);
    }

    [Fact]
    public void There_are_no_more_curves_than_a_page_can_show()
    {
        for (var stage = 0; stage < 100; stage++)
            for (var step = 1; step <= 2; step++) recorder.Report(new($"stage {stage}", step, 2, Loss: 1));
        Assert.Equal(RunCurve.Most, recorder.Curves.Count);
    }

    private sealed class Passing(List<UnlearningProgress> passed) : IProgress<UnlearningProgress>
    {
        public void Report(UnlearningProgress value) => passed.Add(value);
    }
}
