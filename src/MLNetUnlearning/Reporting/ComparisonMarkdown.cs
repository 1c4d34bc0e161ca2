using System.Globalization;
using System.Text;

namespace MLNetUnlearning.Reporting;

/// <summary>A comparison as Markdown: one table a block.</summary>
internal static class ComparisonMarkdown
{
    private static readonly string[] Headings =
        ["method", "UA", "MIA-Efficacy", "RA", "TA", "avg. disparity", "seconds", "of Retrain's", "preparation s", "peak MiB", "seeds"];

    public static string Of(UnlearningComparison comparison) => string.Join('\n', comparison.Blocks.Select(Of));

    public static string Of(ComparisonBlock block)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### {block.Data}, forget {block.Forget}, {(block.Sparsity == 0 ? "dense" : $"{Number(block.Sparsity, "0.#")} % sparse")}\n\n");
        AppendRow(text, Headings);
        text.Append("| --- |").Insert(text.Length, " ---: |", Headings.Length - 1).Append('\n');
        foreach (var method in block.Methods) AppendRow(text, Cells(method));
        return text.ToString();
    }

    private static string[] Cells(ComparedMethod method) =>
    [
        method.Name,
        Text(method.UnlearningAccuracy, "F1"),
        Text(method.MembershipInferenceEfficacy, "F1"),
        Text(method.RetainAccuracy, "F1"),
        Text(method.TestAccuracy, "F1"),
        Text(method.AverageDisparity, "F2"),
        Text(method.Seconds, "F1"),
        Text(method.RunTimeRatio, "F2"),
        Text(method.PreparationSeconds, "F1"),
        Text(method.PeakMemory, "F0"),
        string.Join(", ", method.Runs.Select(run => run.Seed)),
    ];

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Text(MeanAndDeviation? figure, string format) =>
        figure is null ? "-" : Number(figure.Mean, format) + (figure.Deviation is { } deviation ? $" ± {Number(deviation, format)}" : "");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
