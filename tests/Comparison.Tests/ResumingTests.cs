namespace Comparison.Tests;

/// <summary>A comparison, run in processes as from the command line.</summary>
public sealed class ResumingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("comparison").FullName;

    [Fact]
    public void An_interrupted_comparison_goes_on_where_it_stopped_and_gives_the_same_table()
    {
        Assert.Equal(0, Run("whole"));
        var table = Table("whole");
        string[] runs = [.. Directory.GetFiles(Path.Combine(folder, "whole", "runs")).Order(StringComparer.Ordinal)];
        Assert.Equal(4, runs.Length); // original, retrain and two methods
        // As if the second method had been interrupted: its figures are not there, its siblings' and the models are.
        var (kept, lost) = (File.GetLastWriteTimeUtc(runs[0]), runs[^1]);
        File.Delete(lost);
        Assert.Equal(0, Run("whole"));
        Assert.Equal(kept, File.GetLastWriteTimeUtc(runs[0]));
        Assert.True(File.Exists(lost));
        Assert.Equal(table, Table("whole"));
    }

    [Fact]
    public void Two_shards_put_together_are_the_whole()
    {
        string[] asked = ["--schemes", "class,random", "--methods", "retrain"];
        var (first, second) = (Path.Combine(folder, "first"), Path.Combine(folder, "second"));
        Assert.Equal(0, Run("first", ["--shard", "1/2", .. asked]));
        Assert.Equal(0, Run("second", ["--shard", "2/2", .. asked]));
        Assert.Equal(0, Run("both", ["--merge", first, second, .. asked]));
        Assert.Equal(Table("first").Concat(Table("second")).Order(StringComparer.Ordinal), Table("both").Order(StringComparer.Ordinal));
        Assert.Equal(4, Table("both").Count);
        using var printed = new StringWriter();
        Assert.Equal(0, Run(printed, "part", ["--merge", first, .. asked]));
        Assert.Contains("2 of 4 runs are finished", printed.ToString());
    }

    [Theory]
    [InlineData("expected I/N", "--shard", "3/2")]
    [InlineData("no method 'Nothing'", "--methods", "Nothing")]
    [InlineData("has no such runs", "--seeds", "0", "--data-sets", "imagenet")]
    [InlineData("Cannot read 'x' as a seed", "--seeds", "x")]
    public void What_cannot_be_run_is_said_before_anything_is(string message, params string[] arguments)
    {
        var asked = Arguments(["--preset", "smoke", "--output", folder, .. arguments]);
        var error = Assert.ThrowsAny<ArgumentException>(() => asked.RunAll(TextWriter.Null, TextWriter.Null, default));
        Assert.Contains(message, error.Message);
        Assert.False(Directory.Exists(Path.Combine(folder, "runs")));
    }

    [Fact]
    public void Data_that_is_not_there_is_said_before_anything_is_trained()
    {
        var arguments = Arguments(["--preset", "small", "--output", folder, "--data", Path.Combine(folder, "nowhere")]);
        var error = Assert.Throws<DirectoryNotFoundException>(() => arguments.RunAll(TextWriter.Null, TextWriter.Null, default));
        Assert.Contains("--data", error.Message);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Arguments Arguments(string[] words) => CommandLine.Read(words);

    private int Run(string name, params string[] more) => Run(TextWriter.Null, name, more);

    private int Run(TextWriter tables, string name, params string[] more)
    {
        string[] usual = ["--preset", "smoke", "--output", Path.Combine(folder, name), "--sparsities", "0", "--threads", "1"];
        var words = more.Length > 0 ? more : ["--schemes", "class", "--methods", "FineTune,GradientAscent"];
        return Arguments([.. usual, .. words]).RunAll(tables, TextWriter.Null, default);
    }

    /// <summary>All figures of all runs; times differ from run to run.</summary>
    private List<string> Table(string name) =>
        [.. File.ReadLines(Path.Combine(folder, name, "comparison.jsonl")).Select(line => System.Text.RegularExpressions.Regex.Replace(
            line, "\"(seconds|preparationSeconds|peakMemory|runTimeRatio)\":[^,}]*", "")).Order(StringComparer.Ordinal)];
}
