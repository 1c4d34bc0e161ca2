using System.Diagnostics;

namespace MLNetUnlearning.Tool.Comparison;

/// <summary>Runs what is not finished, each in a process of its own.</summary>
internal sealed class RunQueue(RunStore store, IReadOnlyList<string> words, Action<string> log)
{
    /// <summary>Runs them in order; one that fails does not keep the others from running.</summary>
    /// <returns>How many failed.</returns>
    public int Run(IReadOnlyList<RunKey> runs, CancellationToken cancellation)
    {
        var (failed, clock) = (0, Stopwatch.StartNew());
        for (var i = 0; i < runs.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (store.Has(runs[i]))
            {
                store.RemoveCheckpointOf(runs[i]);
                continue;
            }
            log(FormattableString.Invariant($"[{clock.Elapsed.TotalSeconds,6:F0} s] {i + 1}/{runs.Count} {runs[i]}"));
            InProcess(runs[i], cancellation);
            if (store.Has(runs[i])) continue; // however the process ended: another task may have finished the run meanwhile
            failed++;
            log($"failed: {runs[i]}");
        }
        if (failed > 0)
            log($"{failed} of {runs.Count} runs failed: they are not in the tables, and the same command tries them again.");
        return failed;
    }

    private void InProcess(RunKey run, CancellationToken cancellation)
    {
        var (program, first) = ToolProgram.Start;
        var start = new ProcessStartInfo(program, [.. first, .. words, "--run", run.ToString()]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { }; // standard output is for the results of the whole
        process.BeginOutputReadLine();
        using var registration = cancellation.Register(() => process.Kill(entireProcessTree: true));
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
    }
}
