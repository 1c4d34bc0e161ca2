using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Tests.Register;

/// <summary>Runs as processes: one after another, cancelled, wrong from the beginning.</summary>
[Collection(ToolTests.Name)]
public sealed class RunQueueTests : QueueTests
{
    [Fact]
    public void Runs_that_wait_are_carried_out_one_after_another()
    {
        long[] ids =
        [
            Add("a", Short), Add("b", ["train", "nowhere"]), Add("c", ["score", "nowhere.png", "--model", "a/model.zip"]),
        ];
        using var queue = new RunQueue(Database);
        List<(long, RunState)> changes = [];
        queue.Changed += run => changes.Add((run.Id, run.State));
        Until(queue, () => Runs.Runs().All(run => run.State is RunState.Done or RunState.Failed));
        var ended = ids.Select(Runs.Run).ToList();
        Assert.Equal([RunState.Done, RunState.Failed, RunState.Failed], ended.Select(run => run.State));
        Assert.Equal([ExitCode.Success, ExitCode.Data, ExitCode.Data], ended.Select(run => run.ExitCode!.Value));
        Assert.StartsWith("a/model.zip: SmallConvNet", ended[0].LastLine);
        Assert.Contains("no folder or file 'nowhere'", ended[1].LastLine);
        Assert.Contains("a/model.zip: SmallConvNet", File.ReadAllText(ended[0].Output!));
        Assert.Contains("error: There is no folder or file 'nowhere'", File.ReadAllText(ended[1].Log!));
        var last = ProgressFile.Read(ended[0].Progress!)!.Last;
        Assert.Equal(("training", last.Steps), (last.Work, last.Step));
        Assert.Equal(["log", "model"], Runs.FilesOf(ids[0]).Select(file => file.Kind));
        Assert.InRange(ended[0].PeakBytes!.Value, 1 << 20, 1L << 40);
        Assert.False(Directory.Exists(ended[0].Checkpoint));
        Assert.All(ids, id => Assert.Equal(
            changes.Where(change => change.Item1 == id), changes.Where(change => change.Item1 == id).Distinct()));
        Assert.True(ended[1].StartedAt >= ended[0].EndedAt);
    }

    [SignalFact]
    public void A_run_that_is_cancelled_keeps_its_state_and_goes_on_when_it_is_told_to()
    {
        var (id, next) = (Add("a", Long), Add("b", Short));
        Host();
        WaitForSteps(id);
        Runs.Cancel(id);
        var cancelled = Ended(id);
        Assert.Equal((RunState.Cancelled, ExitCode.Cancelled), (cancelled.State, cancelled.ExitCode));
        Assert.Contains("--resume goes on", cancelled.LastLine);
        Assert.True(Checkpoint.HasStateIn(cancelled.Checkpoint!));
        Assert.Equal(RunState.Done, Ended(next).State);
        Runs.GoOn(id);
        Assert.Equal(RunState.Done, Ended(id).State);
        Assert.False(Directory.Exists(cancelled.Checkpoint));
    }

    [SignalFact]
    public void A_run_that_does_not_end_when_it_is_asked_to_is_killed()
    {
        var id = Add("a", Long);
        using var queue = new RunQueue(Database);
        Until(queue, () => Runs.Run(id).State == RunState.Running);
        Signal("-STOP", Runs.Run(id).Process!.Id);
        queue.Cancel(id);
        queue.Look();
        Assert.Equal(RunState.Running, Runs.Run(id).State);
        Place.Ahead = TimeSpan.FromSeconds(12);
        Until(queue, () => Runs.Run(id).State == RunState.Cancelled);
    }

    [Fact]
    public void A_run_whose_process_cannot_begin_has_failed()
    {
        var id = Add("a", Long);
        Directory.Delete(Place.PathOf("a"), recursive: true);
        using var queue = new RunQueue(Database);
        Until(queue, () => Runs.Run(id).State == RunState.Failed);
        Assert.Equal((0, ExitCode.Data), (Runs.Run(id).Attempts, Runs.Run(id).ExitCode));
    }

    [Fact]
    public void At_its_first_look_a_queue_tells_of_all_runs_and_later_of_those_that_changed()
    {
        var old = Add("a", Short);
        Assert.True(Runs.TryBegin(old));
        Runs.End(old, ExitCode.Success, null, null, []);
        using var queue = new RunQueue(Database);
        List<string> told = [];
        queue.Changed += run => told.Add($"{run.Id} {run.State}");
        queue.Look();
        queue.Look();
        Assert.Equal([$"{old} Done"], told);
        var quick = Add("b", Short); // begins and ends between two looks
        Assert.True(Runs.TryBegin(quick));
        Runs.End(quick, ExitCode.FailedRun, null, null, []);
        queue.Look();
        queue.Look();
        Runs.GoOn(quick);
        Assert.True(Runs.TryBegin(quick));
        queue.Look();
        Runs.End(quick, ExitCode.Success, null, null, []);
        queue.Look();
        Assert.Equal([$"{old} Done", $"{quick} Failed", $"{quick} Running", $"{quick} Done"], told);
    }

    [Fact]
    public async Task A_queue_goes_on_when_a_look_fails()
    {
        var id = Add("a", ["train", "nowhere"]);
        using var queue = new RunQueue(Database);
        using var ending = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        List<string> failures = [];
        queue.Failed += error => failures.Add(error.Message);
        queue.Changed += run =>
        {
            if (run.State == RunState.Waiting) throw new IOException("no room");
            if (run.State == RunState.Failed) ending.Cancel();
        };
        await queue.Work(ending.Token);
        Assert.Equal(RunState.Failed, Runs.Run(id).State);
        Assert.Equal("no room", failures[0]);
    }

    [Fact]
    public void A_command_that_does_not_exist_has_failed_at_once()
    {
        var id = Add("a", ["forgive", "me"]);
        using var queue = new RunQueue(Database);
        Until(queue, () => Runs.Run(id).State == RunState.Failed);
        var run = Runs.Run(id);
        Assert.Equal((1, ExitCode.Usage), (run.Attempts, run.ExitCode));
        Assert.StartsWith("'forgive' is no command and no option here", run.LastLine);
    }

    [Fact]
    public void A_process_that_does_not_get_its_run_leaves_what_another_one_has_printed()
    {
        var id = Add("a", Short);
        Assert.True(Runs.TryBegin(id)); // this process has it
        File.WriteAllText(Runs.Run(id).Output!, "the result");
        ToolProcess.Run(Place.Folder, "run", $"{id}", "--database", Place.File).ThrowIfFailed();
        Runs.End(id, ExitCode.Success, null, null, []);
        Assert.Equal("the result", File.ReadAllText(Runs.Run(id).Output!));
    }

    [SignalFact]
    public void Two_hosts_of_one_register_carry_each_run_out_once()
    {
        long[] ids = [.. Enumerable.Range(0, 4).Select(number => Add($"{number}", Short))];
        Host();
        Host();
        Assert.All(ids, id => Assert.Equal((RunState.Done, 1), (Ended(id).State, Ended(id).Attempts)));
        var times = ids.Select(Runs.Run).OrderBy(run => run.StartedAt).ToList();
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second.StartedAt >= pair.First.EndedAt));
    }
}
