using System.Text;

namespace Matrix;

/// <summary>Rows of text, written as a table of Markdown.</summary>
internal sealed class MarkdownTable(params IReadOnlyList<string> heads)
{
    private readonly StringBuilder text = new(
        $"| {string.Join(" | ", heads)} |\n| --- |{string.Concat(heads.Skip(1).Select(_ => " ---: |"))}\n");

    public void Add(params IEnumerable<string> cells) => text.Append($"| {string.Join(" | ", cells)} |\n");

    /// <summary>A figure with one decimal.</summary>
    public static string Number(double? value) => value is { } number ? FormattableString.Invariant($"{number:F1}") : "-";

    /// <summary>A difference, with its sign.</summary>
    public static string Signed(double? value) => value is { } number ? FormattableString.Invariant($"{number:+0.0;-0.0;0.0}") : "-";

    public override string ToString() => text.Append('\n').ToString();
}
