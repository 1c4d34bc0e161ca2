using System.Xml.Linq;
using MLNetUnlearning.Html;
using static MLNetUnlearning.Html.Markup;

namespace MLNetUnlearning.Reporting;

/// <summary>What the report says in words.</summary>
internal static class VerdictSection
{
    public static Section Of(ShownReport shown)
    {
        var limits = shown.Models[0].Metrics.Limits.Concat(shown.Report.Notes).ToList();
        return new Section(
            "verdict", "At a glance",
            shown.Subjects.Select(subject => new object?[]
            {
                shown.Heading(subject),
                Tag("dl.verdicts", shown.Report.Verdicts.Where(verdict => verdict.Model == subject.Model).Select(Shown)),
            }),
            limits.Count == 0 ? null : Tag("ul.note", With("role", "list"), limits.Select(limit => Tag("li", limit))));
    }

    private static XElement Shown(ReportVerdict verdict) => Tag(
        $"div.verdict.{verdict.Rating.ToString().ToLowerInvariant()}",
        Tag("dt", verdict.Question), Tag("dd.answer", Sign(verdict.Rating), Tag("span", verdict.Answer)), Tag("dd.reason", verdict.Reason));

    /// <summary>A sign whose shape says what its colour says.</summary>
    private static XElement Sign(MetricRating rating)
    {
        var (name, path) = rating switch
        {
            MetricRating.Good => ("good", "M6 12.5l4 4 8-9"),
            MetricRating.Fair => ("fair", "M6 13c2-3 4-3 6 -1s4 2 6 -1"),
            MetricRating.Bad => ("bad", "M7 7l10 10M17 7L7 17"),
            _ => ("not known", "M9 9.5a3 3 0 1 1 4.2 2.7c-.9.4-1.2 1-1.2 1.9M12 17.4v.1"),
        };
        return Tag("svg", With("viewBox", "0 0 24 24"), With("role", "img"), Tag("title", name),
            Tag("circle", With("cx", 12), With("cy", 12), With("r", 11), With("fill", "none"), With("stroke", "currentColor"),
                With("stroke-width", 1.6)),
            Tag("path", With("d", path), With("fill", "none"), With("stroke", "currentColor"), With("stroke-width", 2.4),
                With("stroke-linecap", "round"), With("stroke-linejoin", "round")));
    }
}
