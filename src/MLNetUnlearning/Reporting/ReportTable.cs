using System.Globalization;
using System.Text;

namespace MLNetUnlearning.Reporting;

/// <summary>A report as text: aligned columns, then what the numbers mean.</summary>
internal static class ReportTable
{
    private static readonly string[] Headings = ["model", "UA", "MIA-Efficacy", "RA", "TA", "avg. disparity", "seconds", "preparation s"];

    public static string Of(UnlearningReport report)
    {
        var text = new StringBuilder();
        text.Append("Forget ").Append(report.Forget).Append(" (").Append(Rows(report.Models[0].Metrics)).AppendLine(")");
        AppendAligned(text, [Headings, .. report.Models.Select(model => Cells(report, model))]);
        foreach (var note in Notes(report).Concat(report.Notes))
            text.Append("  ").AppendLine(note);
        return text.ToString();
    }

    private static string Rows(UnlearningMetrics metrics)
    {
        var counted = Subset.Names.Where(subset => metrics.RowCounts[subset] > 0);
        return string.Join(", ", counted.Select(subset => $"{metrics.RowCounts[subset]} {subset.ToLowerInvariant()}")) + " rows";
    }

    private static string[] Cells(UnlearningReport report, ReportedModel model) =>
    [
        model.Model,
        Number(model.Metrics.UnlearningAccuracy),
        Number(model.Metrics.MembershipInferenceEfficacy),
        Number(model.Metrics.RetainAccuracy),
        Number(model.Metrics.TestAccuracy),
        Number(report.Gaps.GetValueOrDefault(model.Model)?.AverageDisparity),
        Number(model.Metrics.RunTime?.TotalSeconds),
        Number(model.Metrics.PreparationTime?.TotalSeconds),
    ];

    private static IEnumerable<string> Notes(UnlearningReport report)
    {
        var attack = report.Models[0].Metrics.MembershipInference[0];
        yield return $"UA, MIA-Efficacy, RA, TA in percent. Attack: {attack.Attack}"
            + (attack.IsPublishedEfficacy ? ", the one of published tables." : "; published tables use another.");
        foreach (var model in report.Models.Where(model => model.Metrics.Sparsity > 0))
            yield return $"{model.Model}: {Number(model.Metrics.Sparsity)} % of the convolutions' weights are fixed at zero.";
        foreach (var model in report.Models.Where(model => model.Model != UnlearningReport.Retrained))
        {
            // Beside a retrained model the gap says more than each number by itself: the average, and what is behind it.
            var told = report.Gaps.TryGetValue(model.Model, out var gap)
                ? gap.Metrics.Where((metric, index) => index == 0 || metric.Interpretation.Rating != MetricRating.Good)
                : model.Metrics.Metrics.Where(metric => metric.Interpretation.Rating != MetricRating.Unknown);
            foreach (var metric in told)
            {
                var rating = metric.Interpretation.Rating.ToString().ToLowerInvariant();
                yield return $"{model.Model}, {metric.Name}: {rating}. {metric.Interpretation.Reason}";
            }
        }
    }

    private static void AppendAligned(StringBuilder text, string[][] rows)
    {
        int[] widths = [.. Enumerable.Range(0, Headings.Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (var row in rows)
        {
            // Names to the left, numbers to the right.
            var cells = row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            text.Append("  ").AppendLine(string.Join("  ", cells).TrimEnd());
        }
    }

    private static string Number(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? "-";
}
