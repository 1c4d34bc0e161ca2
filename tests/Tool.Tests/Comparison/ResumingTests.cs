namespace MLNetUnlearning.Tool.Tests.Comparison;

/// <summary>A comparison, run in processes.</summary>
[Collection(ToolTests.Name)]
public sealed class ResumingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("comparison").FullName;

    [Fact]
    public void An_interrupted_comparison_goes_on_where_it_stopped_and_gives_the_same_table()
    {
        Run("whole").ThrowIfFailed();
        var table = Table("whole");
        string[] runs = [.. Directory.GetFiles(Path.Combine(folder, "whole", "runs")).Order(StringComparer.Ordinal)];
        Assert.Equal(4, runs.Length); // original, retrain and two methods
        // As if the second method had been interrupted: its figures are not there, its siblings' and the models are. What is noted of
        // the models has been lost too.
        var (kept, lost) = (File.GetLastWriteTimeUtc(runs[0]), runs[^1]);
        File.Delete(lost);
        foreach (var notes in Directory.GetFiles(Path.Combine(folder, "whole", "models"), "*.peak")) File.WriteAllText(notes, "");
        var again = Run("whole", "--schemes", "class", "--methods", "FineTune,GradientAscent", "--json").Json;
        Assert.Equal(4, again["runs"]!.AsArray().Count);
        Assert.Equal((4, 0), ((int)again["planned"]!, (int)again["failed"]!));
        Assert.Equal(kept, File.GetLastWriteTimeUtc(runs[0]));
        Assert.True(File.Exists(lost));
        Assert.Equal(table, Table("whole"));
    }

    [Fact]
    public void Two_shards_put_together_are_the_whole()
    {
        string[] asked = ["--schemes", "class,random", "--methods", "retrain"];
        var (first, second) = (Path.Combine(folder, "first"), Path.Combine(folder, "second"));
        Run("first", ["--shard", "1/2", .. asked]).ThrowIfFailed();
        Run("second", ["--shard", "2/2", .. asked]).ThrowIfFailed();
        Run("both", ["--merge", first, second, .. asked]).ThrowIfFailed();
        Assert.Equal(Table("first").Concat(Table("second")).Order(StringComparer.Ordinal), Table("both").Order(StringComparer.Ordinal));
        Assert.Equal(4, Table("both").Count);
        Assert.Contains("2 of 4 runs are finished", Run("part", ["--merge", first, .. asked]).Succeeded.Output);
        Assert.Contains("There are no runs in", Run("none", ["--merge", first + "-", .. asked]).ErrorLine(ExitCode.Data));
        Assert.False(Directory.Exists(first + "-"));
        Assert.Contains("has a run that is asked for", Run("none", ["--merge", first, .. asked, "--seeds", "77"]).ErrorLine(ExitCode.Data));
    }

    [Theory]
    [InlineData("expected I/N", "--preset", "smoke", "--shard", "3/2")]
    [InlineData("no method 'Nothing'", "--preset", "smoke", "--methods", "Nothing")]
    [InlineData("has no such runs", "--preset", "smoke", "--seeds", "0", "--data-sets", "imagenet")]
    [InlineData("Cannot read 'x' as a seed", "--preset", "smoke", "--seeds", "x")]
    [InlineData("leave out MODEL", "a.zip", "--preset", "smoke")]
    [InlineData("--shard is for presets", "a.zip", "--shard", "1/2")]
    [InlineData("--forget is for a model of your own", "--preset", "smoke", "--forget", "class:ring")]
    [InlineData("--attack is for a model of your own", "--preset", "smoke", "--attack", "ThresholdAttack")]
    [InlineData("--rows-per-class is for a model of your own", "--preset", "smoke", "--rows-per-class", "5")]
    [InlineData("--model is missing")]
    public void What_cannot_be_run_is_said_before_anything_is(string message, params string[] words)
    {
        Assert.Contains(message, ToolProcess.Run(folder, ["compare", "--output", "out", .. words]).ErrorLine(ExitCode.Usage));
        Assert.False(Directory.Exists(Path.Combine(folder, "out", "models")));
    }

    [Fact]
    public void Data_that_are_not_there_are_said_before_anything_is_trained() => Assert.Contains(
        "--data",
        ToolProcess.Run(folder, ["compare", "--preset", "small", "--output", "out", "--data", "nowhere"]).ErrorLine(ExitCode.Data));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Ended Run(string name, params string[] more)
    {
        string[] usual = ["compare", "--preset", "smoke", "--output", Path.Combine(folder, name), "--sparsities", "0", "--threads", "1"];
        var words = more.Length > 0 ? more : ["--schemes", "class", "--methods", "FineTune,GradientAscent"];
        return ToolProcess.Run(folder, [.. usual, .. words]);
    }

    private List<string> Table(string name) => ComparedFigures.Of(Path.Combine(folder, name));
}
