using System.Text;

namespace MLNetUnlearning.Tool;

/// <summary>A report as text for a terminal. Unlike the library's own table it has no times, so that the same command with the same seed
/// prints the same text.</summary>
internal static class FiguresText
{
    private static readonly string[] Headings = ["UA", "MIA-Efficacy", "RA", "TA", "disparity"];

    private const string Words =
        "  UA: the share of forgotten rows that the model gets wrong. MIA-Efficacy: the share of them that an attack takes for rows never\n"
        + "  trained on. RA, TA: the accuracy on retained and on test rows. All in percent. Disparity: how far these four are from\n"
        + "  retraining, on average, in points.\n";

    public static string Of(UnlearningReport report)
    {
        var metrics = report.Models[0].Metrics;
        var counts = metrics.RowCounts.Where(count => count.Value > 0).Select(count => $"{count.Value} {count.Key.ToLowerInvariant()}");
        var text = new StringBuilder($"Forget {report.Forget} ({string.Join(", ", counts)} rows)\n");
        var width = report.Models.Max(model => model.Model.Length);
        text.Append($"  {"model".PadRight(width)}  {string.Join("  ", Headings.Select(heading => heading.PadLeft(6)))}\n");
        foreach (var (name, of) in report.Models)
        {
            double?[] figures =
            [
                of.UnlearningAccuracy, of.MembershipInferenceEfficacy, of.RetainAccuracy, of.TestAccuracy,
                report.Gaps.GetValueOrDefault(name)?.AverageDisparity,
            ];
            var cells = figures.Zip(Headings, (figure, heading) =>
                (figure?.ToString("F2", CultureInfo.InvariantCulture) ?? "-").PadLeft(Math.Max(6, heading.Length)));
            text.Append($"  {name.PadRight(width)}  {string.Join("  ", cells)}\n");
        }
        text.Append($"  Attack: {metrics.MembershipInference[0].Attack}.\n").Append(Words);
        foreach (var limit in metrics.Limits) text.Append($"  {limit}\n");
        foreach (var (name, of) in report.Models.Where(model => model.Model != UnlearningReport.Retrained))
            foreach (var metric in Judged(report, name, of))
            {
                var (rating, reason) = metric.Interpretation;
                text.Append($"  {name}, {metric.Name}: {rating.ToString().ToLowerInvariant()}. {reason}\n");
            }
        return text.ToString();
    }

    /// <summary>What can be said of a model: by its retrained one, if there is one, or else by itself.</summary>
    private static IEnumerable<UnlearningMetric> Judged(UnlearningReport report, string name, UnlearningMetrics of) =>
        report.Gaps.TryGetValue(name, out var gap)
            ? gap.Metrics.Where((metric, at) => at == 0 || metric.Interpretation.Rating != MetricRating.Good)
            : of.Metrics.Where(metric => metric.Interpretation.Rating != MetricRating.Unknown);
}
