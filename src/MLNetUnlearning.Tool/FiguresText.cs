using System.Text;
using MLNetUnlearning.Tool.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MLNetUnlearning.Tool;

/// <summary>A report as text for a terminal. Unlike the library's own table it has no times, so that the same command with the same seed
/// prints the same text.</summary>
internal static class FiguresText
{
    private static readonly string[] Headings = ["UA", "MIA-Efficacy", "RA", "TA", "disparity"];

    private const string Words = """
          UA: the share of forgotten rows that the model gets wrong, in percent.
          MIA-Efficacy: the share of them that an attack takes for rows never trained on, in percent.
          RA, TA: the accuracy on retained and on test rows, in percent.
          Disparity: how far these four are from retraining, on average, in points.

        """;

    public static string Of(UnlearningReport report)
    {
        var text = new StringBuilder($"{Title(report)}\n");
        var width = report.Models.Max(model => model.Model.Length);
        text.Append($"  {"model".PadRight(width)}  {string.Join("  ", Headings.Select(heading => heading.PadLeft(6)))}\n");
        foreach (var (name, of) in report.Models)
        {
            var cells = Cells(report, name, of).Zip(Headings, (cell, heading) => cell.PadLeft(Math.Max(6, heading.Length)));
            text.Append($"  {name.PadRight(width)}  {string.Join("  ", cells)}\n");
        }
        return text.Append(Notes(report)).ToString();
    }

    /// <summary>The same with its table drawn.</summary>
    public static IRenderable View(UnlearningReport report)
    {
        var table = new Table().RoundedBorder().AddColumn("model");
        foreach (var heading in Headings) table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (var (name, of) in report.Models) table.AddRow([Markup.Escape(name), .. Cells(report, name, of)]);
        return new Rows(new Text(Title(report)), table, Paragraphs.Of(Notes(report)));
    }

    private static string Title(UnlearningReport report)
    {
        var counts = report.Models[0].Metrics.RowCounts.Where(count => count.Value > 0)
            .Select(count => $"{count.Value} {(count.Key == Subset.ForgottenBefore ? "forgotten before" : count.Key.ToLowerInvariant())}");
        return $"Forget {report.Forget} ({string.Join(", ", counts)} rows)";
    }

    private static IEnumerable<string> Cells(UnlearningReport report, string name, UnlearningMetrics of) =>
        new double?[]
        {
            of.UnlearningAccuracy, of.MembershipInferenceEfficacy, of.RetainAccuracy, of.TestAccuracy,
            report.Gaps.GetValueOrDefault(name)?.AverageDisparity,
        }.Select(figure => figure?.ToString("F2", CultureInfo.InvariantCulture) ?? "-");

    private static string Notes(UnlearningReport report)
    {
        var metrics = report.Models[0].Metrics;
        var text = new StringBuilder($"  Attack: {metrics.MembershipInference[0].Attack}.\n").Append(Words);
        foreach (var limit in metrics.Limits) text.Append($"  {limit}\n");
        foreach (var (name, of) in report.Models.Where(model => model.Model is not (UnlearningReport.Retrained or ComparedRun.Original)))
        {
            if (of.NumberOfRowsNeverAsked is > 0 and var count)
                text.Append($"  {name}: was asked to forget other rows, and never {count} of these {of.RowCounts[Subset.Forget]}.\n");
            foreach (var metric in Judged(report, name, of))
            {
                var (rating, reason) = metric.Interpretation;
                text.Append($"  {name}, {metric.Name}: {rating.ToString().ToLowerInvariant()}. {reason}\n");
            }
        }
        return text.ToString();
    }

    /// <summary>What can be said of a model: by its retrained one, if there is one, or else by itself.</summary>
    private static IEnumerable<UnlearningMetric> Judged(UnlearningReport report, string name, UnlearningMetrics of) =>
        report.Gaps.TryGetValue(name, out var gap)
            ? gap.Metrics.Where((metric, at) => at == 0 || metric.Interpretation.Rating != MetricRating.Good)
            : of.Metrics.Where(metric => metric.Interpretation.Rating != MetricRating.Unknown);
}
