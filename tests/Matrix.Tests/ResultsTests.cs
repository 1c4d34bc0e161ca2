extern alias OfVectors;

using MLNetUnlearning;

namespace Matrix.Tests;

/// <summary>The pages of docs/results are what the program prints of the outcomes in the repository.</summary>
public sealed class ResultsTests : IDisposable
{
    private const string Printed = "## Matrix";
    private readonly string folder = Directory.CreateTempSubdirectory("matrix").FullName;

    [Theory, InlineData("matrix"), InlineData("ablation"), InlineData("training")]
    public async Task A_page_ends_with_what_its_command_prints(string name)
    {
        var root = Repository.Root;
        var page = File.ReadAllText(Path.Combine(root, "docs", "results", name + ".md"));
        var printed = Lines(page[page.IndexOf(Printed, StringComparison.Ordinal)..]);
        var kept = Path.Combine(root, "benchmarks", "Matrix", "results", name);
        Directory.CreateDirectory(Path.Combine(folder, "outcomes"));
        foreach (var file in Directory.EnumerateFiles(kept, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(folder, Path.GetRelativePath(kept, file)));
        var command = printed.First(line => line.StartsWith("`Matrix", StringComparison.Ordinal)).Trim('`').Replace("FOLDER", folder);
        using var table = new StringWriter();
        Assert.Equal(0, await CommandLine.Read([.. command.Split().Skip(1)]).RunAll(table, TextWriter.Null, default));
        Assert.Equal(Tables(printed), Tables(Lines(table.ToString())));
    }

    [Fact]
    public void The_page_of_vectors_ends_with_the_tables_of_its_outcomes()
    {
        const string First = "### churn";
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "results", "vectors.md"));
        var kept = Path.Combine(Repository.Root, "benchmarks", "Vectors", "results", "outcomes.jsonl");
        var tables = OfVectors::Vectors.Results.Page(OfVectors::Vectors.Results.Read(kept));
        Assert.StartsWith(First, tables);
        Assert.Equal(Tables(Lines(tables)), Tables(Lines(page[page.IndexOf(First, StringComparison.Ordinal)..])));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static List<string> Lines(string text) => [.. text.Split('\n').Select(line => line.TrimEnd('\r'))];

    /// <summary>All words but those of the command, which names folders. Where lines break does not count.</summary>
    private static IEnumerable<string> Tables(IEnumerable<string> lines) => lines
        .Where(line => !line.StartsWith("`Matrix", StringComparison.Ordinal))
        .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
