using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace MLNetUnlearning.Outsider.Tests;

/// <summary>Processes that are killed in the middle of their work. <c>KILLS=30 dotnet test --filter KilledRuns</c> kills 30.</summary>
public sealed class KilledRunsTests(ITestOutputHelper output)
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("KILLS") ?? "3", CultureInfo.InvariantCulture);

    [Fact]
    public void Killed_at_any_moment_and_started_again_it_ends_in_the_same_weights_to_the_bit()
    {
        var whole = Finished(new Random(0), kills: 0);
        var random = new Random(Environment.ProcessId);
        for (var killed = 0; killed < Kills; killed += whole.Killed)
        {
            var left = Kills - killed;
            var rest = Finished(random, Math.Min(left, 10));
            Assert.Equal(whole.Weights, rest.Weights);
            whole = whole with { Killed = rest.Killed };
        }
    }

    /// <summary>Starts the program again and again, until it comes to its end.</summary>
    /// <returns>What it wrote, and how often it was killed before.</returns>
    private Outcome Finished(Random random, int kills)
    {
        var folder = Directory.CreateTempSubdirectory("killed-").FullName;
        try
        {
            for (var killed = 0; ; killed++)
            {
                if (Ended(folder, killed < kills ? random : null)) continue;
                Assert.Empty(Directory.EnumerateFiles(folder, "checkpoint*", SearchOption.AllDirectories));
                return new Outcome(File.ReadAllBytes(Path.Combine(folder, LongRun.Result)), killed);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Starts the program.</summary>
    /// <param name="folder">The folder that it works in.</param>
    /// <param name="random">Kills it a little after some line that it writes; null: nobody kills it.</param>
    /// <returns>Whether it was killed; if not, it has come to its end.</returns>
    private bool Ended(string folder, Random? random)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, folder]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var (last, lines) = ("", random?.Next(1, 100) ?? int.MaxValue);
        while (lines-- > 0 && process.StandardOutput.ReadLine() is { } line) last = line;
        if (random is not null)
        {
            Thread.SpinWait(random.Next(1 << 20)); // some milliseconds: between two reports
            process.Kill();
        }
        process.WaitForExit();
        var unfinished = Directory.EnumerateFiles(folder, "*.tmp", SearchOption.AllDirectories).Count();
        output.WriteLine($"exit {process.ExitCode} after '{last}', {unfinished} files half written");
        if (process.ExitCode == 0) return false;
        Assert.NotNull(random);
        Assert.Equal(OperatingSystem.IsWindows() ? -1 : 128 + 9, process.ExitCode);
        return true;
    }

    private sealed record Outcome(byte[] Weights, int Killed);
}
