namespace Matrix.Tests;

/// <summary>The matrix, run in processes as from the command line.</summary>
public sealed class ResumingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("matrix").FullName;

    [Fact]
    public async Task A_killed_matrix_goes_on_where_it_stopped()
    {
        Assert.Contains("### What is asked for", await Run());
        var file = Path.Combine(folder, "outcomes", "synthetic-conv_class_0.jsonl");
        var whole = File.ReadAllLines(file);
        Assert.Equal(4, whole.Length); // two retrainings, the original and the method
        // As if the last line had been cut short by a kill.
        File.WriteAllText(file, string.Concat(whole[..3].Select(line => line + "\n")) + whole[3][..20]);
        Assert.Contains("1 of 1 units of work are not finished", await Run("--table"));
        var table = await Run();
        Assert.DoesNotContain("not finished", table);
        Assert.Contains("| FineTune |", table);
        var again = File.ReadAllLines(file);
        Assert.Equal(whole[..3], again[..3]);
        Assert.Equal(Figures(whole[3]), Figures(again[3]));
    }

    [Fact]
    public async Task A_folder_of_other_settings_is_refused()
    {
        await Run("--table");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Run("--table", "--draws", "search"));
        Assert.Contains("another --output", error.Message);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<string> Run(params string[] more)
    {
        using var table = new StringWriter();
        var arguments = CommandLine.Read([
            "--quick", "--cells", "synthetic-conv", "--requests", "class", "--methods", "FineTune", "--epochs", "2",
            "--output", folder, "--processes", "1", .. more,
        ]);
        Assert.Equal(0, await arguments.RunAll(table, TextWriter.Null, default));
        return table.ToString();
    }

    /// <summary>A line without its times, which differ from run to run.</summary>
    private static string Figures(string line) =>
        System.Text.RegularExpressions.Regex.Replace(line, "\"(Preparation)?Seconds\":[^,}]*", "");
}
