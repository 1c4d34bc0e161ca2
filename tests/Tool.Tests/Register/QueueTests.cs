using System.Diagnostics;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Tests.Register;

/// <summary>A register whose runs are real processes, and hosts that look after them.</summary>
public abstract class QueueTests : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>A training of some seconds.</summary>
    protected static readonly string[] Long =
        ["train", "synthetic", "--rows-per-class", "3", "--test-rows-per-class", "1", "--network", "SmallConvNet", "--width", "1",
            "--epochs", "1000", "--batch", "10", "--threads", "1"];

    protected static readonly string[] Short = [.. Long.Select(word => word == "1000" ? "2" : word)];

    private readonly List<Process> hosts = [];

    protected QueueTests()
    {
        Place = new() { Ahead = TimeSpan.Zero };
        Database = Place.Open();
        Runs = new(Database);
    }

    private protected Scratch Place { get; }

    private protected Database Database { get; }

    private protected RunRegister Runs { get; }

    public void Dispose()
    {
        hosts.ForEach(Kill);
        foreach (var run in Runs.Active(after: 0).Where(run => run.Process is { } process && process.Id != Environment.ProcessId))
            run.Process!.Kill();
        WaitFor(() => Runs.Runs().All(run => run.State != RunState.Running), "the end of all runs");
        Database.Dispose();
        Place.Dispose();
    }

    protected long Add(string name, string[] words)
    {
        var folder = Directory.CreateDirectory(Place.PathOf(name)).FullName;
        return Runs.Start("train", words[0] == "train" ? [.. words, "--output", $"{name}/model.zip"] : words, folder);
    }

    protected Process Host()
    {
        hosts.Add(Program.Start("host", Place.File));
        return hosts[^1];
    }

    private protected RegisteredRun Ended(long id)
    {
        WaitFor(() => Runs.Run(id).State is RunState.Done or RunState.Failed or RunState.Cancelled, $"the end of run {id}");
        return Runs.Run(id);
    }

    protected void WaitForSteps(long id) => WaitFor(
        () => Runs.Run(id) is { State: RunState.Running } run && ProgressFile.Read(run.Progress!)?.Last.Step > 20, $"steps of run {id}");

    private protected static void Until(RunQueue queue, Func<bool> isTrue) => WaitFor(
        () =>
        {
            queue.Look();
            return isTrue();
        },
        "the queue");

    private protected static void WaitFor(Func<bool> isTrue, string what)
    {
        for (var clock = Stopwatch.StartNew(); !isTrue(); Thread.Sleep(50))
            if (clock.Elapsed > Longest) throw new TimeoutException($"{what}: not within {Longest}.");
    }

    private protected static void Kill(Process process)
    {
        if (!process.HasExited) process.Kill(); // this one alone: not what it started
        process.WaitForExit();
    }

    private protected static void Signal(string signal, int process)
    {
        using var kill = Process.Start("kill", [signal, $"{process}"]);
        kill.WaitForExit();
    }
}
