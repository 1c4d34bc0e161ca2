using System.Xml.Linq;
using MLNetUnlearning.Html;
using static MLNetUnlearning.Html.Markup;

namespace MLNetUnlearning.Reporting;

/// <summary>What happened to each class: accuracies before and after, and what its rows are answered as.</summary>
internal static class ClassSection
{
    private const int MostInMatrix = 12, MostInChart = 20;

    public static Section Of(ShownReport shown) => new(
        "classes", "Class by class",
        Tag("p", "Which classes have won or lost. A class that is forgotten whole should be answered as a retrained model answers it; the "
            + "others should stay as they were."),
        shown.Subjects.Select(subject => new object?[]
        {
            shown.Heading(subject), Changes(shown, subject), Matrices(shown, subject),
        }));

    private static object?[] Changes(ShownReport shown, ReportedModel subject)
    {
        var now = new ClassAccuracies(subject.Metrics);
        var before = shown.OriginalOf(subject) is { } original ? new ClassAccuracies(original) : null;
        var retrained = shown.RetrainedOf(subject) is { } other ? new ClassAccuracies(other) : null;
        string[] subsets = [.. new[] { Subset.Forget, Subset.Retain, Subset.Test }.Where(name => subject.Metrics.RowCounts[name] > 0)];
        IReadOnlyList<object> headings =
        [
            "class", "rows", "of them", .. before is null ? Array.Empty<object>() : ["before"], "now",
            .. before is null ? Array.Empty<object>() : ["change"], .. retrained is null ? Array.Empty<object>() : ["retrained"],
        ];
        var rows = Enumerable.Range(0, shown.Classes.Count).SelectMany(of => subsets.Where(subset => now.Rows(of, subset) > 0)
            .Select(subset => (IReadOnlyList<object?>)
            [
                shown.Classes[of], InWords(subset), now.Rows(of, subset),
                .. before is null ? Array.Empty<object>() : [Percent(before.Of(of, subset))], Percent(now.Of(of, subset)),
                .. before is null ? Array.Empty<object>() : [Signed(now.Of(of, subset) - before.Of(of, subset))],
                .. retrained is null ? Array.Empty<object>() : [Percent(retrained.Of(of, subset))],
            ]));
        return
        [
            before is not null && Chart(shown, subject, now, before) is { } chart
                ? Parts.Figure(
                    "Points of accuracy that each class has won or lost since the original: on test rows, and on the forgotten rows of "
                    + "classes that are forgotten whole (in bold)", chart)
                : null,
            Parts.Behind("The accuracy of each class as a table",
                Parts.Table("Accuracy on the rows of each class, in percent", headings, rows, isNumber: column => column > 1)),
        ];
    }

    /// <summary>One bar for each class: of its forgotten rows if none of its rows stays, otherwise of its test rows or, without them, of
    /// those that stay.</summary>
    private static XElement? Chart(ShownReport shown, ReportedModel subject, ClassAccuracies now, ClassAccuracies before)
    {
        const double width = 380, left = 120, right = 44, row = 22;
        (string Name, string Of, double Points)[] bars =
        [
            .. AnswerMatrix.Shown(subject.Metrics, shown.OriginalOf(subject), MostInChart)
                .Select(of => (shown.Classes[of], Subset: new[] { Subset.Test, Subset.Retain }
                    .FirstOrDefault(subset => now.Rows(of, subset) > 0 && now.Rows(of, Subset.Retain) > 0) ?? Subset.Forget, of))
                .Where(bar => now.Rows(bar.of, bar.Subset) > 0 && before.Rows(bar.of, bar.Subset) > 0)
                .Select(bar => (bar.Item1, InWords(bar.Subset), now.Of(bar.of, bar.Subset)!.Value - before.Of(bar.of, bar.Subset)!.Value)),
        ];
        if (bars.Length == 0) return null;
        var (least, most) = (Math.Min(-10, bars.Min(bar => bar.Points)), Math.Max(10, bars.Max(bar => bar.Points)));
        double X(double points) => left + (points - least) / (most - least) * (width - left - right);
        var height = bars.Length * row + 10;
        return Svg.Of(
            "Change of the accuracy of each class, in points",
            string.Join("; ", bars.Select(bar => $"{bar.Name}, {bar.Of}: {Signed(bar.Points)}")),
            width, height,
            bars.Index().SelectMany(bar =>
            {
                var (y, from, to) = (bar.Index * row + 4, X(Math.Min(0, bar.Item.Points)), X(Math.Max(0, bar.Item.Points)));
                return new[]
                {
                    Tag("text", With("class", bar.Item.Of == InWords(Subset.Forget) ? "name" : null), With("x", 0), With("y", y + 12),
                        Svg.Cut(bar.Item.Name, 18)),
                    Svg.Box(bar.Item.Points < 0 ? "bar less" : "bar", from, y, Math.Max(1, to - from), row - 6),
                    Tag("text", With("x", to + 4), With("y", y + 12), Signed(bar.Item.Points)),
                };
            }),
            Svg.Line("axis", X(0), 0, X(0), height - 6));
    }

    private static object?[] Matrices(ShownReport shown, ReportedModel subject)
    {
        var original = shown.OriginalOf(subject);
        var classes = AnswerMatrix.Shown(subject.Metrics, original, MostInMatrix);
        (string Name, UnlearningMetrics? Metrics)[] models =
            [("before", original), ("now", subject.Metrics), ("retrained", shown.RetrainedOf(subject))];
        object?[] Of(string subset, string caption) =>
        [
            Tag("h3", caption),
            Tag("div.charts.matrices", models.Where(model => model.Metrics is not null).Select(model => Matrix(
                $"{caption}: {model.Name}", AnswerMatrix.Of(model.Metrics!, subset, classes)))),
        ];
        return
        [
            Tag("p", "A line of these tables is a true class, a column what its rows are answered as. The stronger the colour of a "
                + "field, the larger its share of the line; right answers have a frame."
                + (classes.Count < shown.Classes.Count ? $" Shown are {classes.Count} classes: those of forgotten rows, then "
                    + "those that changed most." : "")),
            Of(Subset.Forget, "Answers to the forgotten rows"), Of(Subset.Test, "Answers to test rows"),
        ];
    }

    private static XElement Matrix(string caption, AnswerMatrix matrix)
    {
        XElement Field(int count, int sum, bool isRight) => Tag(
            count == 0 ? "td" : isRight ? "td.shade.right" : "td.shade",
            count == 0 ? null : With("style", $"--share:{Short((double)count / sum)}"), count == 0 ? "" : count);
        var rows = matrix.Names.Index().Where(row => matrix.Counts[row.Index].Sum() > 0).Select(row => Tag("tr",
            Tag("th", With("scope", "row"), With("title", row.Item), row.Item),
            matrix.Counts[row.Index].Select((count, column) =>
                Field(count, matrix.Counts[row.Index].Sum(), column == row.Index && row.Item != AnswerMatrix.Others))));
        return Parts.Scroll(caption, Tag("table.matrix",
            Tag("caption", caption),
            Tag("thead", Tag("tr", Tag("th", With("scope", "col"), "true class"), matrix.Names.Select(name =>
                Tag("th", With("scope", "col"), With("title", name), name)))),
            Tag("tbody", rows)));
    }

    private static string InWords(string subset) => subset switch
    {
        Subset.Forget => "forgotten",
        Subset.Retain => "stay",
        _ => "test",
    };

    private static string Percent(double? value) => Tables.Number(value, "0.0");

    private static string Signed(double? value) => Tables.Number(value, "+0.0;−0.0;0.0");
}
