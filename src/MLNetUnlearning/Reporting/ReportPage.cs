using System.Xml.Linq;
using MLNetUnlearning.Html;
using static MLNetUnlearning.Html.Markup;

namespace MLNetUnlearning.Reporting;

/// <summary>A report as a page: verdicts in words, then what is behind them.</summary>
internal static class ReportPage
{
    public static string Of(UnlearningReport report, ReportPageOptions options)
    {
        var shown = new ShownReport(report, options);
        var rows = report.Models[0].Metrics.RowCounts;
        var training = rows[Subset.Retain] + rows[Subset.Forget];
        var time = (options.Time ?? TimeProvider.System.GetLocalNow()).ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);
        return Page.Of(
            "Unlearning report", $"Forget {report.Forget}",
            $"{rows[Subset.Forget]} of {training} training rows were to be forgotten. "
            + $"Measured on {time} on these and on {rows[Subset.Test]} test rows.",
            [
                VerdictSection.Of(shown), SideBySideSection.Of(shown), ExposedSection.Of(shown), ClassSection.Of(shown),
                ConfidenceSection.Of(shown), AttackSection.Of(shown), CurveSection.Of(shown), OriginSection.Of(shown),
            ],
            [
                "What was measured is evidence of reduced influence under the tests listed; it is no proof of erasure or anonymity.",
                shown.HasPictures
                    ? "This page holds small pictures of forgotten rows. It is a copy of them: destroy it when they must be gone, or "
                      + "save the report without pictures."
                    : "This page holds no pictures of rows.",
                "It loads nothing from elsewhere and needs no script.",
            ]);
    }
}

/// <summary>A report as its sections need it: who is who, and the style of each model.</summary>
internal sealed record ShownReport(UnlearningReport Report, ReportPageOptions Options)
{
    public IReadOnlyList<ReportedModel> Models => Report.Models;

    public IReadOnlyList<ReportedModel> Subjects => Report.Subjects;

    public IReadOnlyList<Series> Series { get; } = Reporting.Series.Of(Report.Models.Select(model => model.Model));

    /// <summary>The classes, in the order of the scores.</summary>
    public IReadOnlyList<string> Classes => Models[0].Metrics.Classes;

    public bool HasPictures => Options.MaximumPictures > 0 && Subjects.Any(subject => subject.Metrics.Pictures.Count > 0);

    /// <summary>The metrics of the original, beside the model itself; null: there are none.</summary>
    public UnlearningMetrics? OriginalOf(ReportedModel model) => Report.Find(ComparedRun.Original, model);

    /// <summary>The metrics of the retrained model, beside the model itself; null: there are none.</summary>
    public UnlearningMetrics? RetrainedOf(ReportedModel model) => Report.Find(UnlearningReport.Retrained, model);

    /// <summary>A heading for a part about one model, where the page is about several.</summary>
    public XElement? Heading(ReportedModel model) => Subjects.Count > 1 ? Tag("h3", model.Model) : null;

    /// <summary>The cells of a row: one for each model.</summary>
    public IEnumerable<object?> Cells(Func<UnlearningMetrics, object?> cell) => Models.Select(model => cell(model.Metrics));
}
