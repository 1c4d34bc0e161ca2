using System.Xml.Linq;
using MLNetUnlearning.Html;
using static MLNetUnlearning.Html.Markup;

namespace MLNetUnlearning.Reporting;

/// <summary>A model's line and mark in all charts of a page.</summary>
/// <param name="Name">The model.</param>
/// <param name="Number">Which style it has: 0 is the original's, 1 the retrained model's, from 2 on those of the others.</param>
internal sealed record Series(string Name, int Number)
{
    private const int Styles = 6;

    /// <summary>The classes of its lines.</summary>
    public string Line => $"curve series{Number}";

    /// <summary>A style for each model.</summary>
    public static IReadOnlyList<Series> Of(IEnumerable<string> models)
    {
        var others = 0;
        return [.. models.Select(model => new Series(model, model switch
        {
            ComparedRun.Original => 0,
            UnlearningReport.Retrained or ComparedRun.Retrain => 1,
            _ => 2 + others++ % (Styles - 2),
        }))];
    }

    /// <summary>Which line belongs to which model.</summary>
    public static XElement Legend(IEnumerable<Series> all) => Tag("ul.legend", all.Select(series => Tag("li",
        Tag("svg", With("viewBox", "0 0 40 14"), With("aria-hidden", "true"),
            Svg.Line(series.Line, 0, 7, 40, 7), Svg.Mark(series.Number, 20, 7)),
        series.Name)));
}
