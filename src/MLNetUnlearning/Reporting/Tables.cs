using System.Text;
using MLNetUnlearning.Files;

namespace MLNetUnlearning.Reporting;

/// <summary>A column of every table and file, and how it is read from a run.</summary>
/// <param name="Name">The full name: "average disparity" is averageDisparity in JSON and average_disparity in CSV.</param>
/// <param name="Heading">The heading in tables for readers.</param>
/// <param name="Format">How it is rounded in Markdown.</param>
/// <param name="Of">Its value, which may depend on the run's retrained model in the comparison; null if unknown.</param>
internal sealed record Column(string Name, string Heading, string Format, Func<UnlearningComparison, ComparedRun, double?> Of)
{
    /// <summary>How close a model comes to retraining.</summary>
    public static readonly Column[] Figures =
    [
        .. Figure.All.Select(figure => new Column(figure.Name, figure.ShortName, "F1", (_, run) => figure.Of(run))),
        new(Figure.AverageDisparity, "avg. disparity", "F2", (comparison, run) => comparison.AverageDisparity(run)),
    ];

    /// <summary>How long the model took to make.</summary>
    public static readonly Column[] Times =
    [
        new("seconds", "seconds", "F1", (_, run) => run.Seconds),
        new("preparation seconds", "preparation s", "F1", (_, run) => run.PreparationSeconds),
    ];

    public static readonly Column[] All =
    [
        .. Figures, Times[0], new("run time ratio", "of Retrain's", "F2", (comparison, run) => comparison.RunTimeRatio(run)), Times[1],
        new("peak memory", "peak MiB", "F0", (_, run) => run.PeakMemory),
    ];

    public string Json => string.Concat(Name.Split(' ').Select((word, at) => at == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    public string Csv => Name switch
    {
        "membership inference efficacy" => "mia_efficacy",
        "peak memory" => "peak_memory_mib",
        _ => Name.Replace(' ', '_'),
    };
}

/// <summary>Rows of cells as text, Markdown and comma-separated values.</summary>
internal static class Tables
{
    /// <summary>Aligned columns: names to the left, numbers to the right.</summary>
    public static string Aligned(IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        var lines = rows.Select(row => row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column])));
        return string.Concat(lines.Select(cells => $"  {string.Join("  ", cells).TrimEnd()}{Environment.NewLine}"));
    }

    public static string Markdown(string[] headings, IEnumerable<string[]> rows)
    {
        string[] alignment = ["---", .. Enumerable.Repeat("---:", headings.Length - 1)];
        return string.Concat(rows.Prepend(alignment).Prepend(headings).Select(row => $"| {string.Join(" | ", row)} |\n"));
    }

    /// <summary>Numbers have a decimal point and at most four decimals. Texts are quoted if they must be.</summary>
    public static string Csv(string[] headings, IEnumerable<object?[]> rows) =>
        string.Concat(rows.Prepend(headings).Select(row => string.Join(',', row.Select(Cell)) + "\n"));

    /// <summary>A number as readers see it.</summary>
    public static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";

    /// <summary>Writes a file whole or not at all, and makes its folder where it is missing.</summary>
    public static void Save(string path, string text)
    {
        var target = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        AtomicFile.Write(target, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        double number => Math.Round(number, 4).ToString(CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Quoted(value.ToString()!),
    };

    private static string Quoted(string text) => text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
}
