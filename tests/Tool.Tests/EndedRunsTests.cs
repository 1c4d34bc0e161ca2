using System.Diagnostics;
using System.Text;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>Ctrl-C leaves a checkpoint and says how to go on.</summary>
[Collection(ToolTests.Name)]
public sealed class EndedRunsTests(Workplace place)
{
    private static readonly string[] Long =
        ["train", "synthetic", "--rows-per-class", "3", "--test-rows-per-class", "1", "--network", "SmallConvNet", "--width", "1",
            "--epochs", "3000", "--batch", "10", "--threads", "1"];

    [Fact]
    public void A_training_that_was_ended_goes_on_and_ends_as_one_that_was_not()
    {
        if (OperatingSystem.IsWindows()) return; // whose processes get no such signals
        string[] ended = [.. Long, "--output", "ended.zip"];
        var first = Interrupted(ended);
        Assert.Equal(ExitCode.Cancelled, first.ExitCode);
        Assert.Equal("", first.Output);
        Assert.Contains("cancelled: the state of the run is in", first.Error);
        Assert.Contains("--resume goes on", first.Error);
        Assert.True(place.Has("ended.zip.checkpoint"));
        Assert.False(place.Has("ended.zip"));
        Assert.Contains("--resume goes on with it", place.Run(ended).ErrorLine(ExitCode.Usage));

        var resumed = place.Run([.. ended, "--resume"]).Succeeded;
        Assert.False(place.Has("ended.zip.checkpoint"));
        var whole = place.Run([.. Long, "--output", "whole.zip"]).Succeeded;
        Assert.Equal(whole.Output.Replace("whole.zip", "ended.zip", StringComparison.Ordinal), resumed.Output);
        string WeightsOf(string name) => place.Run("export", name, "--format", "safetensors", "--output", name + ".weights", "--force")
            .Succeeded is not null ? Convert.ToHexString(File.ReadAllBytes(place.PathOf(name + ".weights"))) : "";
        Assert.Equal(WeightsOf("whole.zip"), WeightsOf("ended.zip"));
    }

    private Ended Interrupted(string[] words)
    {
        var process = ToolProcess.Start(place.Folder, words);
        var read = new StringBuilder();
        while (process.StandardError.ReadLine() is { } line)
        {
            read.Append(line).Append('\n');
            if (line.Contains("] training", StringComparison.Ordinal)) break;
        }
        // Not SIGINT, which the tool takes in the same way: where tests run in the background of a shell, processes are born deaf to it.
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString()])) kill.WaitForExit();
        return ToolProcess.Wait(process, read.ToString());
    }
}
