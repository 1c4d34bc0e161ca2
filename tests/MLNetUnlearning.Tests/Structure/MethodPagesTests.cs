using System.Text.RegularExpressions;

namespace MLNetUnlearning.Tests;

/// <summary>Every method has a page in docs/methods with the same headings, and its table of settings is made from the code.</summary>
public sealed partial class MethodPagesTests
{
    private const string Index = "README.md";
    private static readonly Type[] Library = typeof(UnlearningMethod).Assembly.GetExportedTypes();
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "methods");
    private static readonly string[] Sections =
    [
        "## What it does", "## When to choose it", "## What it costs", "## Settings",
        "## Where it differs from the published code", "## Source",
    ];

    /// <summary>The methods, and the one step before them.</summary>
    private static readonly string[] Named =
    [
        .. Library.Where(type => type.IsSubclassOf(typeof(UnlearningMethod)) && !type.IsAbstract).Select(type => type.Name),
        nameof(MagnitudePruning),
    ];

    private static readonly string[] Files = [.. Directory.EnumerateFiles(Folder, "*.md").Select(page => Path.GetFileName(page))];

    public static TheoryData<string> Classes => new(Named);

    public static TheoryData<string> Pages => new(Files);

    [Theory, MemberData(nameof(Classes))]
    public void A_method_has_a_page_with_these_headings_its_settings_and_a_row_in_the_index(string name)
    {
        Assert.True(Files.Contains(PageOf(name)), $"docs/methods/{PageOf(name)} is missing: write it with the other pages' headings.");
        var page = Read(PageOf(name));
        var lines = page.Split('\n');
        Assert.Equal([$"# {name}", .. Sections], lines.Where(line => line.StartsWith('#')));
        Assert.Matches(@"^\S.*\.$", lines[2]); // a sentence of one line
        Assert.Contains($"<!-- settings: {name} -->", page, StringComparison.Ordinal);
        Assert.Contains($"| [{name}]({PageOf(name)}) |", Read(Index), StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_belongs_to_a_method() =>
        Assert.Empty(Files.Except(Named.Select(PageOf).Append(Index)));

    [Theory, MemberData(nameof(Pages))]
    public void The_settings_on_a_page_are_those_of_the_code(string name)
    {
        var page = Read(name);
        var now = Table().Replace(
            page, match => $"{match.Groups["start"]}\n\n{TableOf(match.Groups["name"].Value)}\n{match.Groups["end"]}");
        if (now == page) return;
        if (Environment.GetEnvironmentVariable("ACCEPT_PAGES") == "1")
        {
            File.WriteAllText(Path.Combine(Folder, name), now);
            return;
        }
        string[] before = page.Split('\n'), after = now.Split('\n');
        Assert.Fail(
            $"""
            The settings in docs/methods/{name} are not those of the code:
            {string.Join("\n", before.Except(after).Select(line => "- " + line).Concat(after.Except(before).Select(line => "+ " + line)))}
            If that is meant, accept it: ACCEPT_PAGES=1 dotnet test tests/MLNetUnlearning.Tests --filter {nameof(MethodPagesTests)}
            """);
    }

    private static string TableOf(string name) => SettingsTable.Of(Library.Single(type => type.Name == name));

    private static string Read(string page) => File.ReadAllText(Path.Combine(Folder, page)).ReplaceLineEndings("\n");

    private static string PageOf(string name) => string.Join('-', Words().Split(name)).ToLowerInvariant() + ".md";

    [GeneratedRegex("(?<!^)(?=[A-Z])")]
    private static partial Regex Words();

    [GeneratedRegex(@"(?<start><!-- settings: (?<name>\w+) -->)\n.*?(?<end><!-- end -->)", RegexOptions.Singleline)]
    private static partial Regex Table();
}
