using MLNetUnlearning.Tool.Scaling;

namespace MLNetUnlearning.Tool.Tests.Scaling;

/// <summary>Which part of a work a process is to do.</summary>
public sealed class PartTests
{
    [Theory]
    [InlineData("1/1", 1, 1)]
    [InlineData("3/8", 3, 8)]
    [InlineData("auto", 1, 4, "SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=4 SLURM_ARRAY_TASK_STEP=1")]
    [InlineData("auto", 3, 4, "SLURM_ARRAY_TASK_ID=11 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=16 SLURM_ARRAY_TASK_STEP=5")]
    [InlineData("auto", 1, 3, "SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=4 SLURM_ARRAY_TASK_STEP=2 "
        + "SLURM_ARRAY_TASK_COUNT=3")]
    [InlineData("auto/3", 2, 3, "SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=4 SLURM_ARRAY_TASK_STEP=2")]
    [InlineData("auto", 2, 2, "SGE_TASK_ID=20 SGE_TASK_FIRST=10 SGE_TASK_LAST=20 SGE_TASK_STEPSIZE=10")]
    [InlineData("auto/8", 1, 8, "JOB_COMPLETION_INDEX=0")]
    [InlineData("auto/8", 8, 8, "JOB_COMPLETION_INDEX=7 SGE_TASK_ID=undefined")]
    [InlineData("auto/8", 8, 8, "PARALLEL_SEQ=8")]
    public void A_part_is_stated_or_told_by_the_scheduler(string text, int index, int count, string variables = "") =>
        Assert.Equal(new Part(index, count), Part.Parse(text, Of(variables)));

    [Theory]
    [InlineData("expected I/N", "0/4")]
    [InlineData("expected I/N", "5/4")]
    [InlineData("expected I/N", "1")]
    [InlineData("expected I/N", "auto/0")]
    [InlineData("expected I/N", "auto/x")]
    [InlineData("this is no task of an array", "auto")]
    [InlineData("this is no task of an array", "auto/4", "SGE_TASK_ID=undefined")]
    [InlineData("not a row of numbers with equal steps", "auto",
        "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_STEP=1 SLURM_ARRAY_TASK_COUNT=3")]
    [InlineData("not a row of numbers with equal steps", "auto", "SLURM_ARRAY_TASK_ID=3")]
    [InlineData("states 8 parts, and the array has 4 tasks", "auto/8",
        "SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=4 SLURM_ARRAY_TASK_STEP=1")]
    [InlineData("does not tell how many parts", "auto", "JOB_COMPLETION_INDEX=0")]
    [InlineData("this is part 9, and there are 8", "auto/8", "JOB_COMPLETION_INDEX=8")]
    public void What_nobody_can_know_is_refused(string message, string text, string variables = "") =>
        Assert.Contains(message, Assert.Throws<ToolException>(() => Part.Parse(text, Of(variables))).Message);

    [Fact]
    public void Every_place_is_of_one_part()
    {
        Part[] parts = [.. Enumerable.Range(1, 4).Select(index => new Part(index, 4))];
        Assert.All(Enumerable.Range(0, 13), place => Assert.Single(parts, part => part.Has(place)));
    }

    private static Func<string, string?> Of(string variables)
    {
        var values = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(each => each.Split('='))
            .ToDictionary(each => each[0], each => each[1]);
        return name => values.GetValueOrDefault(name);
    }
}
