using System.Diagnostics;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Tests.Register;

/// <summary>Runs as processes: one after another, whatever is killed meanwhile.</summary>
[Collection(ToolTests.Name)]
public sealed class RunQueueTests : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>A training of some seconds.</summary>
    private static readonly string[] Long =
        ["train", "synthetic", "--rows-per-class", "3", "--test-rows-per-class", "1", "--network", "SmallConvNet", "--width", "1",
            "--epochs", "1000", "--batch", "10", "--threads", "1"];

    private static readonly string[] Short = [.. Long.Select(word => word == "1000" ? "2" : word)];

    private readonly Scratch place = new() { Ahead = TimeSpan.Zero };
    private readonly Database database;
    private readonly RunRegister runs;
    private readonly List<Process> hosts = [];

    public RunQueueTests()
    {
        database = place.Open();
        runs = new(database);
    }

    [Fact]
    public void Runs_that_wait_are_carried_out_one_after_another()
    {
        long[] ids =
        [
            Add("a", Short), Add("b", ["train", "nowhere"]), Add("c", ["score", "nowhere.png", "--model", "a/model.zip"]),
        ];
        using var queue = new RunQueue(database);
        List<(long, RunState)> changes = [];
        queue.Changed += run => changes.Add((run.Id, run.State));
        Until(queue, () => runs.Runs().All(run => run.State is RunState.Done or RunState.Failed));
        var ended = ids.Select(runs.Run).ToList();
        Assert.Equal([RunState.Done, RunState.Failed, RunState.Failed], ended.Select(run => run.State));
        Assert.Equal([ExitCode.Success, ExitCode.Data, ExitCode.Data], ended.Select(run => run.ExitCode!.Value));
        Assert.StartsWith("a/model.zip: SmallConvNet", ended[0].LastLine);
        Assert.Contains("no folder or file 'nowhere'", ended[1].LastLine);
        Assert.Contains("a/model.zip: SmallConvNet", File.ReadAllText(ended[0].Output!));
        Assert.Contains("error: There is no folder or file 'nowhere'", File.ReadAllText(ended[1].Log!));
        var last = ProgressFile.Read(ended[0].Progress!)!.Last;
        Assert.Equal(("training", last.Steps), (last.Work, last.Step));
        Assert.Equal(["log", "model"], runs.FilesOf(ids[0]).Select(file => file.Kind));
        Assert.InRange(ended[0].PeakBytes!.Value, 1 << 20, 1L << 40);
        Assert.False(Directory.Exists(ended[0].Checkpoint));
        Assert.All(ids, id => Assert.Equal(
            changes.Where(change => change.Item1 == id), changes.Where(change => change.Item1 == id).Distinct()));
        Assert.True(ended[1].StartedAt >= ended[0].EndedAt);
    }

    [SignalFact]
    public void A_run_goes_on_when_its_host_is_killed_and_the_next_host_takes_it_over()
    {
        var id = Add("a", Long);
        var host = Host();
        WaitForSteps(id);
        var process = runs.Run(id).Process;
        Kill(host);
        Assert.Equal(RunState.Running, runs.Run(id).State);
        Host();
        var ended = Ended(id);
        Assert.Equal((RunState.Done, 1, process), (ended.State, ended.Attempts, ended.Process));
    }

    [SignalFact]
    public void A_run_that_is_killed_goes_on_and_ends_as_one_that_was_not()
    {
        var (killed, whole) = (Add("a", Long), Add("b", Long));
        Host();
        WaitForSteps(killed);
        runs.Run(killed).Process!.Kill();
        Assert.Equal((RunState.Done, 2), (Ended(killed).State, Ended(killed).Attempts));
        Assert.Equal((RunState.Done, 1), (Ended(whole).State, Ended(whole).Attempts));
        Assert.Equal(
            File.ReadAllText(runs.Run(whole).Output!).Replace("b/model", "a/model", StringComparison.Ordinal),
            File.ReadAllText(runs.Run(killed).Output!));
    }

    [SignalFact]
    public void A_run_whose_process_dies_again_and_again_is_not_begun_for_ever()
    {
        var id = Add("a", Long);
        Host();
        for (var time = 1; time <= RunRegister.MostAttempts; time++)
        {
            WaitFor(() => runs.Run(id) is { State: RunState.Running } run && run.Attempts == time, "the next attempt");
            runs.Run(id).Process!.Kill();
        }
        var ended = Ended(id);
        Assert.Equal((RunState.Failed, 3), (ended.State, ended.Attempts));
        WaitFor(() => runs.Run(id).ExitCode == 128 + 9, "its exit code");
        Thread.Sleep(1500);
        Assert.Equal(RunState.Failed, runs.Run(id).State);
    }

    [SignalFact]
    public void A_run_that_is_cancelled_keeps_its_state_and_goes_on_when_it_is_told_to()
    {
        var (id, next) = (Add("a", Long), Add("b", Short));
        Host();
        WaitForSteps(id);
        runs.Cancel(id);
        var cancelled = Ended(id);
        Assert.Equal((RunState.Cancelled, ExitCode.Cancelled), (cancelled.State, cancelled.ExitCode));
        Assert.Contains("--resume goes on", cancelled.LastLine);
        Assert.True(Checkpoint.HasStateIn(cancelled.Checkpoint!));
        Assert.Equal(RunState.Done, Ended(next).State);
        runs.GoOn(id);
        Assert.Equal(RunState.Done, Ended(id).State);
        Assert.False(Directory.Exists(cancelled.Checkpoint));
    }

    [SignalFact]
    public void A_run_that_does_not_end_when_it_is_asked_to_is_killed()
    {
        var id = Add("a", Long);
        using var queue = new RunQueue(database);
        Until(queue, () => runs.Run(id).State == RunState.Running);
        Signal("-STOP", runs.Run(id).Process!.Id);
        queue.Cancel(id);
        queue.Look();
        Assert.Equal(RunState.Running, runs.Run(id).State);
        place.Ahead = TimeSpan.FromSeconds(12);
        Until(queue, () => runs.Run(id).State == RunState.Cancelled);
    }

    [Fact]
    public void A_run_whose_process_cannot_begin_has_failed()
    {
        var id = Add("a", Long);
        Directory.Delete(place.PathOf("a"), recursive: true);
        using var queue = new RunQueue(database);
        Until(queue, () => runs.Run(id).State == RunState.Failed);
        Assert.Equal((0, ExitCode.Data), (runs.Run(id).Attempts, runs.Run(id).ExitCode));
    }

    [Fact]
    public void A_command_that_does_not_exist_has_failed_at_once()
    {
        var id = Add("a", ["forgive", "me"]);
        using var queue = new RunQueue(database);
        Until(queue, () => runs.Run(id).State == RunState.Failed);
        var run = runs.Run(id);
        Assert.Equal((1, ExitCode.Usage), (run.Attempts, run.ExitCode));
        Assert.StartsWith("'forgive' is no command and no option here", run.LastLine);
    }

    [SignalFact]
    public void Its_process_has_a_session_of_its_own_and_nothing_of_the_command_among_its_arguments()
    {
        if (!OperatingSystem.IsLinux()) return;
        var id = Add("a", Long);
        Host();
        WaitForSteps(id);
        var process = runs.Run(id).Process!.Id;
        var stat = File.ReadAllText($"/proc/{process}/stat");
        Assert.Equal(process, int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3]));
        Assert.DoesNotContain("synthetic", File.ReadAllText($"/proc/{process}/cmdline"));
    }

    [SignalFact]
    public void Two_hosts_of_one_register_carry_each_run_out_once()
    {
        long[] ids = [.. Enumerable.Range(0, 4).Select(number => Add($"{number}", Short))];
        Host();
        Host();
        Assert.All(ids, id => Assert.Equal((RunState.Done, 1), (Ended(id).State, Ended(id).Attempts)));
        var times = ids.Select(runs.Run).OrderBy(run => run.StartedAt).ToList();
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second.StartedAt >= pair.First.EndedAt));
    }

    public void Dispose()
    {
        hosts.ForEach(Kill);
        foreach (var run in runs.Runs()) run.Process?.Kill();
        WaitFor(() => runs.Runs().All(run => run.State != RunState.Running), "the end of all runs");
        database.Dispose();
        place.Dispose();
    }

    private long Add(string name, string[] words)
    {
        var folder = Directory.CreateDirectory(place.PathOf(name)).FullName;
        return runs.Start("train", words[0] == "train" ? [.. words, "--output", $"{name}/model.zip"] : words, folder);
    }

    private Process Host()
    {
        hosts.Add(Program.Start("host", place.File));
        return hosts[^1];
    }

    private RegisteredRun Ended(long id)
    {
        WaitFor(() => runs.Run(id).State is RunState.Done or RunState.Failed or RunState.Cancelled, $"the end of run {id}");
        return runs.Run(id);
    }

    private void WaitForSteps(long id) => WaitFor(
        () => runs.Run(id) is { State: RunState.Running } run && ProgressFile.Read(run.Progress!)?.Last.Step > 20, $"steps of run {id}");

    private static void Until(RunQueue queue, Func<bool> isTrue) => WaitFor(
        () =>
        {
            queue.Look();
            return isTrue();
        },
        "the queue");

    private static void WaitFor(Func<bool> isTrue, string what)
    {
        for (var clock = Stopwatch.StartNew(); !isTrue(); Thread.Sleep(50))
            if (clock.Elapsed > Longest) throw new TimeoutException($"{what}: not within {Longest}.");
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited) process.Kill(); // this one alone: not what it started
        process.WaitForExit();
    }

    private static void Signal(string signal, int process)
    {
        using var kill = Process.Start("kill", [signal, $"{process}"]);
        kill.WaitForExit();
    }
}
