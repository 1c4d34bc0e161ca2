using System.Diagnostics;

namespace MLNetUnlearning.Outsider.Tests;

public sealed class AmbienceTests
{
    [Fact]
    public void Whatever_state_a_program_leaves_its_process_and_thread_in_all_results_are_the_same_to_the_bit()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, "ambience"]) { RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        var usual = lines[0]["as it was: ".Length..];
        Assert.Matches("^[0-9A-F]{64}$", usual);
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.EndsWith(": " + usual, line));
    }
}
