using System.Diagnostics;
using System.Globalization;

namespace Matrix;

/// <summary>Runs units that are not finished, each in a process of its own, several processes at a time.</summary>
/// <param name="at">Where outcomes are.</param>
/// <param name="words">The command line, without the unit.</param>
/// <param name="numberOfProcesses">How many processes there are at a time.</param>
/// <param name="log">Gets a line when a unit begins or fails.</param>
internal sealed class ProcessQueue(Workplace at, IReadOnlyList<string> words, int numberOfProcesses, TextWriter log)
{
    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <summary>Runs them in order. One that fails does not keep the others from running.</summary>
    /// <returns>How many units failed.</returns>
    public async Task<int> Run(IReadOnlyList<Unit> units, CancellationToken cancellation)
    {
        Unit[] open = [.. units.Where(unit => unit.Missing(at) > 0)];
        Say($"{units.Count - open.Length} of {units.Count} units are finished");
        var failed = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = numberOfProcesses, CancellationToken = cancellation };
        await Parallel.ForEachAsync(open.Index(), options, async (one, token) =>
        {
            Say($"{one.Index + 1}/{open.Length} {one.Item.Name}");
            if (await Finish(one.Item, token)) return;
            Interlocked.Increment(ref failed);
            Say($"failed: {one.Item.Name}; the same command tries it again");
        });
        return failed;
    }

    /// <summary>A process that dies takes the outcome with it that it was making. As long as others were made, the rest is worth a
    /// try.</summary>
    private async Task<bool> Finish(Unit unit, CancellationToken cancellation)
    {
        for (var missing = int.MaxValue; ;)
        {
            await Process(unit, cancellation);
            var left = unit.Missing(at);
            if (left == 0 || left >= missing) return left == 0;
            missing = left;
        }
    }

    private async Task Process(Unit unit, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ProcessQueue).Assembly.Location, .. words, "--unit", unit.Name]);
        using var process = System.Diagnostics.Process.Start(start)!;
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private void Say(string line)
    {
        lock (log) log.WriteLine($"[{clock.Elapsed.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)}] {line}");
    }
}
