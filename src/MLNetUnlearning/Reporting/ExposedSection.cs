using System.Xml.Linq;
using MLNetUnlearning.Html;
using static MLNetUnlearning.Html.Markup;

namespace MLNetUnlearning.Reporting;

/// <summary>The forgotten rows that are given away most, with what models answer. Averages hide them.</summary>
internal static class ExposedSection
{
    private const int MostRows = 24;

    public static Section Of(ShownReport shown) => new(
        "rows", "The most exposed rows",
        Tag("p", "The forgotten rows that an attack finds most like training rows come first. A good average does not help the person "
            + "whose row still is known."),
        shown.Subjects.Select(subject => new object?[] { shown.Heading(subject), OfModel(shown, subject) }));

    private static object?[] OfModel(ShownReport shown, ReportedModel subject)
    {
        var (before, retrained) = (shown.OriginalOf(subject), shown.RetrainedOf(subject));
        var rows = ExposedRow.Of(subject.Metrics, before, retrained, Math.Max(MostRows, shown.Options.MaximumPictures));
        rows = [.. rows.Take(Math.Max(MostRows, Math.Min(subject.Metrics.Pictures.Count, shown.Options.MaximumPictures)))];
        var forgotten = subject.Metrics.RowCounts[Subset.Forget];
        var hasPictures = shown.HasPictures && rows.Any(row => row.Picture is not null);
        var (hasBefore, hasRetrained) = (rows.Any(row => row.Before is not null), rows.Any(row => row.Retrained is not null));
        IReadOnlyList<object> headings =
        [
            "row", .. hasPictures ? ["picture"] : Array.Empty<object>(), "true class",
            .. hasBefore ? ["before"] : Array.Empty<object>(), "now", .. hasRetrained ? ["retrained"] : Array.Empty<object>(),
            "the attack says",
        ];
        return
        [
            Tag("p.note", Tag("strong", "The worst row. "), Worst(shown, subject.Metrics, rows[0])),
            Parts.Table(
                rows.Count < forgotten ? $"The {rows.Count} most exposed of {forgotten} forgotten rows" : $"All {forgotten} forgotten rows",
                headings,
                rows.Index().Select(row => (IReadOnlyList<object?>)
                [
                    row.Item.Now.Row, .. hasPictures ? [Picture(shown, row.Item, row.Index)] : Array.Empty<object?>(),
                    shown.Classes[row.Item.Now.Class],
                    .. hasBefore ? [Answer(shown, row.Item.Before)] : Array.Empty<object?>(), Answer(shown, row.Item.Now),
                    .. hasRetrained ? [Answer(shown, row.Item.Retrained)] : Array.Empty<object?>(),
                    row.Item.Now.Membership > 0 ? "training row" : "new row",
                ]),
                ".rows", isNumber: _ => false),
        ];
    }

    private static string Worst(ShownReport shown, UnlearningMetrics metrics, ExposedRow row)
    {
        string Sure(RowAnswer answer) => $"gives its true class “{shown.Classes[answer.Class]}” a probability of "
            + $"{Share(answer.Confidence)}";
        var mean = metrics.Rows.Where(one => one.Subset == Subset.Forget).Average(one => one.Confidence);
        return $"For row {row.Now.Row} the model {Sure(row.Now)}; the mean over all forgotten rows is {Share(mean)}."
            + (row.Retrained is { } retrained ? $" The retrained model gives it {Share(retrained.Confidence)}." : "")
            + (row.Now.Membership > 0 ? " The attack takes the row for a training row." : " The attack takes even this row for a new one.");
    }

    private static XElement Picture(ShownReport shown, ExposedRow row, int place)
    {
        if (row.Picture is not { } picture || place >= shown.Options.MaximumPictures) return Tag("td", "-");
        return Tag("td", Tag("img.picture",
            With("src", $"data:image/png;base64,{Convert.ToBase64String(picture.Png)}"), With("width", picture.Width),
            With("height", picture.Height), With("alt", $"Row {row.Now.Row}, of class {shown.Classes[row.Now.Class]}")));
    }

    private static object Answer(ShownReport shown, RowAnswer? answer)
    {
        if (answer is not { } given) return "-";
        var predicted = given.Predicted < 0 ? "no class" : shown.Classes[given.Predicted];
        return new object[]
        {
            given.IsCorrect ? Tag("strong", predicted) : predicted,
            Tag("small", $"true class: {Share(given.Confidence)}"),
        };
    }

    private static string Share(double probability) => Tables.Number(100 * probability, "0.0") + " %";
}
