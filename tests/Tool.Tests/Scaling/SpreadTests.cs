using System.Diagnostics;

namespace MLNetUnlearning.Tool.Tests.Scaling;

/// <summary>What spreads a comparison over machines.</summary>
[Collection(ToolTests.Name)]
public sealed class SpreadTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("spread").FullName;

    [Fact]
    public void A_plan_has_a_command_for_each_part_with_what_was_stated_and_the_one_that_follows()
    {
        var lines = Run("plan", "--output", "my out", "--parts", "2", "--methods", "FineTune,Scrub").Succeeded.Output.Trim().Split('\n');
        var whole = "mlnet-unlearn compare --preset smoke --output 'my out' --methods FineTune,Scrub --threads 2";
        Assert.Equal([$"{whole} --shard 1/2", $"{whole} --shard 2/2", $"# When all are done: {whole}"], lines);
        var json = Run("plan", "--output", "out", "--json").Json;
        Assert.Equal(3, json["commands"]!.AsArray().Count);
        Assert.Equal("mlnet-unlearn compare --preset smoke --output out --threads 2", (string)json["last"]!);
        Assert.EndsWith(
            "\n# mlnet-unlearn compare --preset smoke --output out --threads 2",
            Run("slurm", "--output", "out").Succeeded.Output.TrimEnd());
    }

    [Fact]
    public void An_option_that_is_stated_twice_stands_twice_in_each_command()
    {
        ToolProcess.Run(folder, ["train", "synthetic", "--rows-per-class", "6", "--test-rows-per-class", "3", .. Workplace.Small,
            "--output", "a.zip"]).ThrowIfFailed();
        var line = ToolProcess.Run(folder, ["audit", "plan", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--forget",
            "class:ring", "--shadow-models", "2", "--folder", "shadows", "--parts", "1"]).Succeeded.Output;
        Assert.Contains("--forget class:disc --forget class:ring", line);
    }

    [Fact]
    public void A_line_of_a_plan_runs_in_a_shell()
    {
        string[] asked = ["--output", "it's out", "--sparsities", "0", "--methods", "retrain", "--threads", "1", "--program", "dotnet",
            ToolProcess.Program];
        var lines = Run("plan", asked).Succeeded.Output.Trim().Split('\n');
        Assert.Equal(3, lines.Length); // the last is a comment
        Shell(lines[1]);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(folder, "it's out", "runs")).Length);
    }

    [Fact]
    public void The_job_of_Kubernetes_has_an_index_for_each_part()
    {
        var job = Run("kubernetes", "--output", "out", "--image", "registry/tool:1", "--claim", "data", "--at-once", "2").Json;
        Assert.Equal("Indexed", (string)job["spec"]!["completionMode"]!);
        Assert.Equal((3, 2), ((int)job["spec"]!["completions"]!, (int)job["spec"]!["parallelism"]!));
        var pod = job["spec"]!["template"]!["spec"]!;
        Assert.Equal("registry/tool:1", (string)pod["containers"]![0]!["image"]!);
        Assert.Equal("data", (string)pod["volumes"]![0]!["persistentVolumeClaim"]!["claimName"]!);
        string[] words = [.. pod["containers"]![0]!["command"]!.AsArray().Select(word => (string)word!)];
        Assert.Equal(["mlnet-unlearn", "compare", "--preset", "smoke"], words[..4]);
        Assert.Equal(["--shard", "auto/3"], words[^2..]);
        var metadata = job["metadata"]!;
        Assert.EndsWith(" --output out --threads 2", (string)metadata["annotations"]!["mlnet-unlearn/when-all-are-done"]!);
        Assert.Matches("^mlnet-unlearn-compare-[0-9a-f]{8}$", (string)metadata["name"]!);
        var other = Run("kubernetes", "--output", "other", "--image", "registry/tool:1", "--claim", "data").Json;
        Assert.NotEqual((string)metadata["name"]!, (string)other["metadata"]!["name"]!); // both may be on a cluster
    }

    [Fact]
    public void The_shadow_models_of_an_audit_are_trained_in_parts_and_found_by_the_audit()
    {
        ToolProcess.Run(folder, ["train", "synthetic", "--rows-per-class", "6", "--test-rows-per-class", "3", .. Workplace.Small,
            "--output", "a.zip"]).ThrowIfFailed();
        string[] asked = ["a.zip", "--data", "synthetic", "--forget", "class:disc", "--shadow-models", "3", "--folder", "shadows",
            "--method", "FineTune", "--set", "NumberOfSteps=2"];
        var lines = ToolProcess.Run(folder, ["audit", "plan", .. asked, "--threads", "1", "--parts", "2", "--program", "dotnet",
            ToolProcess.Program]).Succeeded.Output.Trim().Split('\n');
        Assert.Equal(3, lines.Length); // the last is a comment, which a shell passes over
        foreach (var line in lines) Shell(line);
        var shadows = Directory.GetFiles(Path.Combine(folder, "shadows")).ToDictionary(file => file, File.GetLastWriteTimeUtc);
        var audit = ToolProcess.Run(folder, ["audit", .. asked, "--threads", "1", "--json"]).Json;
        Assert.Contains("3 pairs", (string)audit["auditor"]!);
        Assert.Equal(shadows, Directory.GetFiles(Path.Combine(folder, "shadows")).ToDictionary(file => file, File.GetLastWriteTimeUtc));
        Assert.Contains("--folder must say where", ToolProcess.Run(
            folder, ["audit", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--shard", "1/2"]).ErrorLine(ExitCode.Usage));
    }

    [Fact]
    public void The_method_that_chooses_others_cannot_be_audited()
    {
        string[] asked = ["a.zip", "--data", "synthetic", "--forget", "class:disc", "--folder", "shadows", "--method", "Recommended"];
        Assert.Contains("name the one to audit", ToolProcess.Run(folder, ["audit", .. asked]).ErrorLine(ExitCode.Usage));
        Assert.Contains("name the one to audit", ToolProcess.Run(folder, ["audit", "plan", .. asked]).ErrorLine(ExitCode.Usage));
    }

    [Theory]
    [InlineData("--parts is 9; the work has 3 pieces", "plan", "--output", "out", "--parts", "9")]
    [InlineData("--output is missing", "slurm")]
    [InlineData("has no such runs", "slurm", "--output", "out", "--schemes", "none")]
    [InlineData("--image", "kubernetes", "--output", "out", "--claim", "data")]
    public void What_cannot_be_spread_is_said(string message, string command, params string[] words) =>
        Assert.Contains(message, Run(command, words).ErrorLine(ExitCode.Usage));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Ended Run(string command, params string[] words) =>
        ToolProcess.Run(folder, ["compare", command, "--preset", "smoke", .. words]);

    private void Shell(string line)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", line])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{output.Result}\n{error.Result}");
    }
}
