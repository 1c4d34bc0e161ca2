using System.Globalization;
using System.Text.RegularExpressions;
using MLNetUnlearning;

namespace Matrix.Tests;

/// <summary>What the pages of methods say of their reach is what the page of the matrix says. With ACCEPT_PAGES=1 in the environment the
/// pages are written anew.</summary>
public sealed partial class MethodFiguresTests
{
    private const string Begin = "**Measured without settings**", End = "\n\n";
    private const double Reach = 3;
    private const int LongestLine = 140;
    private static readonly string Docs = Path.Combine(Repository.Root, "docs");
    private static readonly MatrixPage Matrix = MatrixPage.Read(Path.Combine(Docs, "results", "matrix.md"));

    [Fact]
    public void Every_method_of_the_matrix_has_a_page_with_its_reach_and_every_page_says_the_same_as_the_matrix()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(Docs, "methods"), "*.md").Where(file => File.ReadAllText(file).Contains(Begin))
            .ToDictionary(file => File.ReadLines(file).First().TrimStart('#', ' '));
        Assert.Equal(Matrix.Methods.Order(), pages.Keys.Order());
        foreach (var (method, file) in pages)
        {
            var text = File.ReadAllText(file);
            var from = text.IndexOf(Begin, StringComparison.Ordinal);
            var to = text.IndexOf(End, from, StringComparison.Ordinal);
            var expected = Sentences(method);
            if (Environment.GetEnvironmentVariable("ACCEPT_PAGES") == "1")
                File.WriteAllText(file, text[..from] + Wrapped(expected) + text[to..]);
            else
                Assert.Equal(expected, Spaces().Replace(text[from..to], " "));
        }
    }

    private static string Sentences(string method)
    {
        var (near, far) = (new List<string>(), new List<string>());
        foreach (var (block, points) in Matrix.GapsOf(method))
            (points <= Reach ? near : far).Add(string.Create(CultureInfo.InvariantCulture, $"`{block}` ({Math.Max(0, points):F1})"));
        var refused = Matrix.RefusedBy(method).Select(block => $"`{block}`").ToList();
        string[] sentences =
        [
            $"{Begin} ([matrix](../results/matrix.md); points above the gap of one more retraining):",
            near.Count > 0 ? $"It comes within 3 points of what one more retraining reaches on {string.Join(", ", near)}." : "",
            far.Count > 0 ? $"Do not use it as it comes on what is like {string.Join(", ", far)}." : "",
            refused.Count > 0
                ? $"It refuses, since it would ruin the retained rows, some draws or all of {string.Join(", ", refused)}." : "",
        ];
        return string.Join(' ', sentences.Where(sentence => sentence.Length > 0));
    }

    /// <summary>Lines are broken between words, and not within a name of a block.</summary>
    private static string Wrapped(string text)
    {
        var (lines, line) = (new List<string>(), "");
        foreach (var word in Words().Matches(text).Select(match => match.Value))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > LongestLine)
            {
                lines.Add(line);
                line = "";
            }
            line += line.Length > 0 ? " " + word : word;
        }
        return string.Join('\n', [.. lines, line]);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"`[^`]*`[^ ]*|[^ ]+")]
    private static partial Regex Words();
}

/// <summary>The figures of the page of the matrix.</summary>
/// <param name="Methods">The names of the methods, without the default.</param>
internal sealed record MatrixPage(IReadOnlyList<string> Methods)
{
    private readonly List<(string Block, string Method, double Points)> gaps = [];
    private readonly List<(string Block, string Method)> refused = [];

    public static MatrixPage Read(string file)
    {
        var lines = File.ReadAllLines(file);
        var table = lines.SkipWhile(line => line != "### Gap above the floor").SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|')).Select(Cells).ToList();
        var head = table[0];
        var page = new MatrixPage([.. head.Except(["block", "floor", "original", "default"])]);
        foreach (var row in table.Skip(2))
            foreach (var method in page.Methods)
                if (double.TryParse(row[head.IndexOf(method)].Trim('*'), CultureInfo.InvariantCulture, out var points))
                    page.gaps.Add((row[0], method, points));
        page.ReadRefusals(lines, [.. table.Skip(2).Select(row => row[0])]);
        return page;
    }

    public IEnumerable<(string Block, double Points)> GapsOf(string method) =>
        gaps.Where(gap => gap.Method == method).Select(gap => (gap.Block, gap.Points));

    public IEnumerable<string> RefusedBy(string method) => refused.Where(one => one.Method == method).Select(one => one.Block);

    /// <summary>The tables of the blocks come in the order of the blocks, each below a heading.</summary>
    private void ReadRefusals(IEnumerable<string> lines, IReadOnlyList<string> blocks)
    {
        var block = -1;
        foreach (var line in lines.SkipWhile(line => line != "### Gap above the floor").Skip(1))
            if (line.StartsWith("### ", StringComparison.Ordinal)) block++;
            else if (block >= 0 && line.StartsWith('|') && Cells(line) is [var contestant, .., var said] && said.Contains("refused")
                && Methods.Contains(contestant)) refused.Add((blocks[block], contestant));
        if (block != blocks.Count - 1) throw new InvalidDataException($"{blocks.Count} blocks have {block + 1} tables.");
    }

    private static List<string> Cells(string line) => [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];
}
