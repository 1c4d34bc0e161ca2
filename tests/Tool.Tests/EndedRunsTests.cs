using System.Diagnostics;
using System.Text;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>Ctrl-C leaves a checkpoint and says how to go on.</summary>
[Collection(ToolTests.Name)]
public sealed class EndedRunsTests(Workplace place)
{
    private static readonly string[] Long = TrainingOf(epochs: 1000); // long enough to be interrupted

    private static string[] TrainingOf(int epochs) =>
        ["train", "synthetic", "--rows-per-class", "3", "--test-rows-per-class", "1", "--network", "SmallConvNet", "--width", "1",
            "--epochs", $"{epochs}", "--batch", "10", "--threads", "1"];

    [SignalFact]
    public void A_training_that_was_ended_goes_on_and_ends_as_one_that_was_not()
    {
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

    [Fact]
    public void A_result_that_costs_too_much_is_refused_by_an_exit_code_and_taken_when_more_is_allowed()
    {
        place.Run("train", "synthetic", "--rows-per-class", "20", "--test-rows-per-class", "5", "--network", "SmallConvNet", "--width", "8",
            "--epochs", "8", "--batch", "16", "--threads", "1", "--output", "good.zip").ThrowIfFailed();
        string[] unlearn = ["unlearn", "good.zip", "--data", "synthetic", "--forget", "class:disc", "--method", "GradientAscent", "--set",
            "StopWhenReached=false", "--set", "LearningRate=0.1", "--set", "LossLimit=8", "--threads", "1", "--output", "costly.zip"];
        var refused = place.Run([.. unlearn, "--maximum-retain-accuracy-loss", "2.5"]).ErrorLine(ExitCode.Refused);
        Assert.Contains("points of accuracy; 2.5 are allowed, and it is refused", refused);
        Assert.Contains("take it by --resume with a higher --maximum-retain-accuracy-loss", refused);
        Assert.False(place.Has("costly.zip"));
        var taken = place.Run([.. unlearn, "--maximum-retain-accuracy-loss", "100", "--resume"]).Succeeded;
        Assert.DoesNotContain("gradient ascent 1/", taken.Error); // nothing is done again
        Assert.True(place.Has("costly.zip"));
    }

    [SignalFact]
    public void A_classifier_that_has_forgotten_is_kept_while_it_is_compared()
    {
        place.Run([.. Long, "--output", "long.zip", "--force"]).ThrowIfFailed();
        string[] unlearn = ["unlearn", "long.zip", "--data", "synthetic", "--forget", "class:disc", "--method", "FineTune", "--set",
            "NumberOfSteps=3", "--retrain", "--report", "long.html", "--output", "short.zip", .. Workplace.AnyLoss];
        var ended = Interrupted(unlearn, "] retraining");
        Assert.Equal(ExitCode.Cancelled, ended.ExitCode);
        Assert.Contains("the classifier is done and kept in", ended.Error);
        Assert.False(place.Has("short.zip") || place.Has("long.html"));
        Assert.Contains("give the same options", place.Run([.. unlearn, "--seed", "9", "--resume"]).ErrorLine(ExitCode.Usage));
        var resumed = place.Run([.. unlearn, "--resume"]).Succeeded;
        Assert.DoesNotContain("fine-tuning 1/3", resumed.Error);
        Assert.True(place.Has("short.zip") && place.Has("long.html"));
        Assert.False(place.Has("short.zip.checkpoint"));
    }

    [Theory]
    [InlineData("train", "synthetic", "--rows-per-class", "6", "--test-rows-per-class", "3", "--network", "SmallConvNet", "--width", "4",
        "--epochs", "3", "--batch", "16")]
    [InlineData("prune", "a.zip", "--data", "synthetic", "--sparsity", "0.5")]
    public void What_cannot_be_written_is_kept_and_written_by_the_same_command(string command, params string[] rest)
    {
        var output = $"{command}-kept.zip";
        string[] words = [command, .. rest, "--threads", "1", "--output", output];
        Directory.CreateDirectory(place.PathOf(output + ".key")); // in the place of its key
        var failed = place.Run(words);
        Assert.NotEqual("", failed.ErrorLine(ExitCode.Data));
        Assert.Contains("the classifier is done and kept in", failed.Error);
        Assert.False(place.Has(output));
        Directory.Delete(place.PathOf(output + ".key"));
        var written = place.Run([.. words, "--resume"]).Succeeded;
        Assert.DoesNotContain(" s] ", written.Error); // nothing is done again
        Assert.True(place.Has(output) && place.Has(output + ".key"));
        Assert.False(place.Has(output + ".checkpoint"));
    }

    [SignalFact]
    public void The_state_of_a_run_that_still_goes_on_is_left_alone()
    {
        string[] train = [.. TrainingOf(epochs: 10_000), "--output", "busy.zip"]; // it goes on while another process starts and ends
        var refused = "";
        Interrupted(train, "] training", () => refused = place.Run([.. train, "--force"]).ErrorLine(ExitCode.Usage));
        Assert.Contains("still going on in another process", refused);
        Assert.True(place.Has("busy.zip.checkpoint"));
        Directory.Delete(place.PathOf("busy.zip.checkpoint"), recursive: true);
    }

    private Ended Interrupted(string[] words, string at = "] training", Action? before = null)
    {
        var process = ToolProcess.Start(place.Folder, words);
        var read = new StringBuilder();
        while (process.StandardError.ReadLine() is { } line)
        {
            read.Append(line).Append('\n');
            if (line.Contains(at, StringComparison.Ordinal)) break;
        }
        before?.Invoke();
        // Not SIGINT, which the tool takes in the same way: where tests run in the background of a shell, processes are born deaf to it.
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString()])) kill.WaitForExit();
        return ToolProcess.Wait(process, read.ToString());
    }
}

/// <summary>A test that ends a process by a signal, and is reported as skipped on Windows, whose processes get none.</summary>
internal sealed class SignalFactAttribute : FactAttribute
{
    public SignalFactAttribute()
    {
        if (OperatingSystem.IsWindows()) Skip = "Processes of Windows get no signals.";
    }
}
