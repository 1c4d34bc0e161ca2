namespace MLNetUnlearning.Tool.Tests.Scaling;

/// <summary>A GPU is asked for. No test needs one.</summary>
[Collection(ToolTests.Name)]
public sealed class GpuTests(Workplace place)
{
    private static readonly string[] Asked = ["--preset", "smoke", "--output", "gpu"];

    [Theory]
    [InlineData("train", "synthetic", "--output", "gpu.zip")]
    [InlineData("unlearn", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--output", "gpu.zip")]
    [InlineData("evaluate", "b.zip", "--data", "synthetic", "--forget", "class:disc")]
    [InlineData("compare", "a.zip", "--data", "synthetic", "--forget", "class:disc")]
    [InlineData("compare", "--preset", "smoke", "--output", "gpu")]
    public void One_that_is_not_there_is_refused_before_anything_is_computed(string command, params string[] words)
    {
        Assert.Contains("--gpu 99: CUDA finds ", place.Run([command, .. words, "--gpu", "99"]).ErrorLine(ExitCode.FailedRun));
        Assert.False(place.Has("gpu.zip") || Directory.Exists(Path.Combine(place.PathOf("gpu"), "models")));
    }

    [Fact]
    public void Every_part_is_given_one_where_it_is_asked_for()
    {
        Assert.Contains(" --threads 2 --gpu 1 --shard 1/3\n", place.Run(["compare", "plan", .. Asked, "--gpu", "1"]).Succeeded.Output);
        var script = place.Run(["compare", "slurm", .. Asked, "--gpu", "0"]).Succeeded.Output;
        Assert.Contains("\n#SBATCH --ntasks=1\n#SBATCH --gpus-per-task=1\n", script);
        Assert.Contains(" --gpu 0 --shard \"$SLURM_ARRAY_TASK_ID/3\"", script);
        var job = place.Run(["compare", "kubernetes", .. Asked, "--gpu", "0", "--image", "image", "--claim", "claim"]).Json;
        var container = job["spec"]!["template"]!["spec"]!["containers"]![0]!;
        Assert.Equal(1, (int)container["resources"]!["limits"]!["nvidia.com/gpu"]!);
        Assert.DoesNotContain("--gpu", place.Run(["compare", "slurm", .. Asked]).Succeeded.Output);
        Assert.Contains("state --gpu 0", place.Run(["compare", "slurm", .. Asked, "--gpu", "1"]).ErrorLine(ExitCode.Usage));
    }
}
