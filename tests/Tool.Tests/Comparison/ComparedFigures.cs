using System.Text.RegularExpressions;

namespace MLNetUnlearning.Tool.Tests.Comparison;

/// <summary>The figures that a comparison left in a folder.</summary>
internal static partial class ComparedFigures
{
    /// <summary>All figures of all runs; times differ from run to run.</summary>
    public static List<string> Of(string folder) =>
    [
        .. File.ReadLines(Path.Combine(folder, "comparison.jsonl")).Select(line => Times().Replace(line, ""))
            .Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex("\"(seconds|preparationSeconds|peakMemory|runTimeRatio)\":[^,}]*")]
    private static partial Regex Times();
}
