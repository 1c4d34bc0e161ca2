using System.Text.RegularExpressions;

namespace MLNetUnlearning.Tests;

/// <summary>How long lines and files are, where tests stand and what they are called.</summary>
public sealed partial class SourceFilesTests
{
    private const string Tests = "tests/MLNetUnlearning.Tests/";
    private const int LongestLine = 140, LongestFile = 250, MedianOfLibrary = 90;

    /// <summary>The lines of all files, by their paths from the repository's folder.</summary>
    private static readonly Dictionary<string, string[]> Files = new[] { "src", "tests", "samples", "benchmarks" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
        .Where(file => !file.Split('/').Any(folder => folder is "bin" or "obj"))
        .ToDictionary(file => file, file => File.ReadAllLines(Path.Combine(Repository.Root, file)));

    [Theory, InlineData("src"), InlineData("tests"), InlineData("samples"), InlineData("benchmarks")]
    public void No_line_is_too_long_and_no_file(string folder)
    {
        var files = Below(folder);
        Assert.NotEmpty(files);
        var lines = files.SelectMany(file => file.Value.Index().Select(line => (Place: $"{file.Key}:{line.Index + 1}", line.Item.Length)));
        AreNone([
            .. lines.Where(line => line.Length > LongestLine).Select(line => $"{line.Place} has {line.Length} characters"),
            .. files.Where(file => file.Value.Length > LongestFile).Select(file => $"{file.Key} has {file.Value.Length} lines"),
        ]);
    }

    [Fact]
    public void Half_of_the_files_of_the_library_are_short()
    {
        int[] lengths = [.. Below("src").Select(file => file.Value.Length).Order()];
        Assert.InRange(lengths[lengths.Length / 2], 1, MedianOfLibrary - 1);
    }

    [Fact]
    public void Tests_stand_in_the_folders_of_what_they_test() => AreNone(
        FoldersBelow(Tests).Except(FoldersBelow("src/MLNetUnlearning/")).Except(["Fixtures", "Structure", "Support"]));

    [Fact]
    public void The_root_has_tests_and_no_helpers() => AreNone(Files.Keys
        .Where(file => file.StartsWith(Tests, StringComparison.Ordinal) && file.LastIndexOf('/') < Tests.Length)
        .Where(file => !file.EndsWith("Tests.cs", StringComparison.Ordinal)));

    [Fact]
    public void Names_of_tests_are_sentences() => AreNone(Below("tests")
        .SelectMany(file => Test().Matches(string.Join('\n', file.Value)).Select(test => test.Groups["name"].Value)
            .Where(name => !name.Contains('_') && name.Skip(1).Any(char.IsUpper)).Select(name => $"{file.Key}: {name}")));

    /// <summary>As <c>Assert.Empty</c>, whose message cuts texts short.</summary>
    private static void AreNone(IEnumerable<string> offences)
    {
        if (string.Join('\n', offences) is { Length: > 0 } all) Assert.Fail(all);
    }

    private static List<KeyValuePair<string, string[]>> Below(string folder) =>
        [.. Files.Where(file => file.Key.StartsWith(folder + "/", StringComparison.Ordinal))];

    private static string[] FoldersBelow(string root) =>
    [
        .. Files.Keys.Where(file => file.StartsWith(root, StringComparison.Ordinal) && file.LastIndexOf('/') >= root.Length)
            .Select(file => file[root.Length..file.LastIndexOf('/')]).Distinct(),
    ];

    /// <summary>A method below the attribute of a test, and more of its attributes.</summary>
    [GeneratedRegex(
        @"^    \[(?:Fact|Theory)\b[^\n]*\n(?:(?!    public )[^\n]+\n)*    public (?:async )?[\w<>]+ (?<name>\w+)\(",
        RegexOptions.Multiline)]
    private static partial Regex Test();
}
