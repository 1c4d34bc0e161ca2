namespace Comparison.Tests;

/// <summary>The pages of docs/results are what the program prints of the runs in the repository: no figure outlives its settings.</summary>
public sealed class ResultsTests : IDisposable
{
    private const string Printed = "## Comparison", Command = "`Comparison ";
    private readonly string folder = Directory.CreateTempSubdirectory("results").FullName;

    [Theory, InlineData("README.md", "small"), InlineData("libtorch-2.10.md", "libtorch-2.10")]
    public void A_page_ends_with_what_the_command_prints(string name, string runs)
    {
        var root = Repository();
        var kept = Path.Combine(root, "benchmarks", "Comparison", "results", runs);
        var page = File.ReadAllText(Path.Combine(root, "docs", "results", name));
        using var tables = new StringWriter();
        CommandLine.Read(["--preset", "small", "--merge", kept, "--output", folder, "--threads", "1"])
            .RunAll(tables, TextWriter.Null, default);
        Assert.Contains("| adversarial min-max |", tables.ToString());
        Assert.Equal(Lines(tables.ToString()), Lines(page[page.IndexOf(Printed, StringComparison.Ordinal)..]));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>All lines but the command, which names folders.</summary>
    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => !line.StartsWith(Command, StringComparison.Ordinal)).ToList();

    private static string Repository()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "global.json")))
            at = at.Parent ?? throw new DirectoryNotFoundException("This test runs inside the repository.");
        return at.FullName;
    }
}
