using System.Diagnostics;
using System.Text.RegularExpressions;
using MLNetUnlearning.Tool.Tests.Comparison;

namespace MLNetUnlearning.Tool.Tests.Scaling;

/// <summary>A comparison on a real Slurm, with this machine as its node.</summary>
[Collection(ToolTests.Name)]
public sealed partial class SlurmTests : IDisposable
{
    private static readonly string[] Asked =
        ["--preset", "smoke", "--sparsities", "0", "--methods", "FineTune,GradientAscent", "--threads", "1"];

    private readonly string folder = Directory.CreateTempSubdirectory("slurm").FullName;

    private string Cluster => Path.Combine(folder, "cluster");

    [SlurmFact]
    public void An_array_whose_task_is_requeued_gives_the_table_of_one_process()
    {
        Shell($"{Repository.Root}/eng/slurm.sh start {Cluster} 2");
        File.WriteAllText(
            Path.Combine(folder, "job.sh"),
            ToolProcess.Run(folder, ["compare", "slurm", "--output", "split", .. Asked, "--program", "dotnet", ToolProcess.Program])
                .Succeeded.Output);
        var job = Digits().Match(Shell("sbatch job.sh")).Value;
        var runs = Path.Combine(folder, "split", "runs");
        Wait(() => Directory.Exists(runs) && Directory.GetFiles(runs, "*_class_*.jsonl").Length > 0);
        var first = Directory.GetFiles(runs, "*_class_*.jsonl").ToDictionary(run => run, File.GetLastWriteTimeUtc);
        Shell($"scontrol requeue {job}_1");
        Wait(() => Shell("squeue --noheader").Length == 0);

        var table = ToolProcess.Run(folder, ["compare", "--output", "split", .. Asked, "--json"]).Json;
        Assert.Equal((8, 0), ((int)table["planned"]!, (int)table["failed"]!));
        Assert.All(first, run => Assert.Equal(run.Value, File.GetLastWriteTimeUtc(run.Key))); // finished work is not done again
        var log = File.ReadAllText(Path.Combine(folder, $"mlnet-unlearn-compare-{job}_1.log"));
        Assert.Contains("CANCELLED", log); // it was ended in the middle
        ToolProcess.Run(folder, ["compare", "--output", "whole", .. Asked]).ThrowIfFailed();
        Assert.Equal(Table("whole"), Table("split"));
    }

    public void Dispose()
    {
        if (Directory.Exists(Cluster)) Shell($"{Repository.Root}/eng/slurm.sh stop {Cluster}");
        Directory.Delete(folder, recursive: true);
    }

    private List<string> Table(string name) => ComparedFigures.Of(Path.Combine(folder, name));

    private static void Wait(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(8), "The array does not end.");
            Thread.Sleep(500);
        }
    }

    private string Shell(string line)
    {
        var start = new ProcessStartInfo("bash", ["-c", line])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SLURM_CONF"] = Path.Combine(Cluster, "slurm.conf");
        using var process = Process.Start(start)!;
        // Daemons keep the pipes that they are born with: the end of the process is waited for, not that of its output.
        process.WaitForExit();
        var daemons = line.Contains("slurm.sh", StringComparison.Ordinal);
        Assert.True(process.ExitCode == 0, $"{line} ended with {process.ExitCode}{(daemons ? "" : process.StandardError.ReadToEnd())}");
        return daemons ? "" : process.StandardOutput.ReadToEnd().Trim();
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}

/// <summary>A test that starts Slurm, and is reported as skipped where it is not installed or its daemons cannot run.</summary>
internal sealed class SlurmFactAttribute : FactAttribute
{
    public SlurmFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/sbin/slurmctld") || !File.Exists("/usr/sbin/munged"))
            Skip = "Slurm is not installed: Debian's packages slurm-wlm and munge.";
        else if (Environment.UserName != "root")
            Skip = "Slurm's daemons need root.";
    }
}
