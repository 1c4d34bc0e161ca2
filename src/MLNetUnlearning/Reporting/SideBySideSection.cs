using System.Xml.Linq;
using MLNetUnlearning.Html;
using static MLNetUnlearning.Html.Markup;

namespace MLNetUnlearning.Reporting;

/// <summary>All models side by side, with the intervals of their figures.</summary>
internal static class SideBySideSection
{
    /// <summary>What the four figures are, by the names that papers give them.</summary>
    public static readonly IReadOnlyDictionary<string, string> InWords = new Dictionary<string, string>
    {
        ["UA"] = "Unlearning accuracy: the share of the forgotten rows that the model gets wrong.",
        ["MIA-Efficacy"] = "The share of the forgotten rows that a membership inference attack takes for rows never trained on.",
        ["RA"] = "Retain accuracy: the share of the training rows that stay which the model gets right.",
        ["TA"] = "Test accuracy: the share of new rows that the model gets right.",
    };

    public static Section Of(ShownReport shown)
    {
        var metrics = shown.Models[0].Metrics;
        return new Section(
            "figures", "Side by side",
            Tag("p", "In percent. Below each figure stands the interval that holds the true one with a confidence of 95 %. High "
                + "numbers are not good in themselves: the best value is that of a model that was trained without the rows."),
            Table(shown), Parts.Figure("The same as a picture: a mark is the figure, its line the interval.", Chart(shown), ".full"),
            Series.Legend(shown.Series), Requests(shown),
            Tag("p.soft", $"The attack behind MIA-Efficacy is “{metrics.MembershipInference[0].Attack}”"
                + (metrics.MembershipInference[0].IsPublishedEfficacy ? ", the one of published tables." : "; published tables differ.")));
    }

    private static XElement Table(ShownReport shown)
    {
        List<object?[]> rows =
        [
            .. Figure.All.Select(figure => (object?[])
            [
                new object[] { figure.ShortName, Tag("small", InWords[figure.ShortName]) },
                .. shown.Cells(metrics => WithInterval(figure.IntervalOf(metrics), "0.0")),
            ]),
            [
                Named("Average disparity", "How far these four are from those of the retrained model, on average, in points. Lower is "
                    + "better."),
                .. shown.Models.Select(model => shown.Report.Gaps.GetValueOrDefault(model.Model) is { } gap
                    ? Tables.Number(gap.AverageDisparity, "0.00") : "-"),
            ],
            [
                Named("Training privacy", "How often the attack is right about retained and test rows that it was not trained on. 50 "
                    + "is guessing."),
                .. shown.Cells(metrics => Tables.Number(metrics.TrainingPrivacyAccuracy, "0.0")),
            ],
            [
                Named("Time", "How long the model took to make, without what is prepared once for all requests."),
                .. shown.Cells(metrics => metrics.RunTime is { } time ? Verdicts.Duration(time) : "-"),
            ],
        ];
        if (shown.Models.Any(model => model.Metrics.PreparationTime > TimeSpan.Zero))
            rows.Add(["Preparations", .. shown.Cells(metrics => metrics.PreparationTime is { } time ? Verdicts.Duration(time) : "-")]);
        if (shown.Models.Any(model => model.Metrics.Sparsity > 0))
            rows.Add(
            [
                Named("Sparsity", "The share of the convolutions' weights that is fixed at zero, in percent."),
                .. shown.Cells(metrics => Tables.Number(metrics.Sparsity, "0.0")),
            ]);
        return Parts.Table("The figures of each model", [.. shown.Models.Select(model => model.Model).Prepend("figure")], rows, ".wide");
    }

    private static object[] Named(string name, string words) => [name, Tag("small", words)];

    private static XElement Chart(ShownReport shown)
    {
        const double left = 92, right = 20, rowHeight = 17, gap = 16;
        const double width = 380;
        var group = shown.Models.Count * rowHeight + gap;
        var height = Figure.All.Count * group + 26;
        double X(double percent) => left + percent / 100 * (width - left - right);
        var content = new List<XElement>();
        foreach (var tick in new[] { 0, 25, 50, 75, 100 })
            content.AddRange(Svg.Line("grid", X(tick), 4, X(tick), height - 22), Text(X(tick), height - 6, $"{tick} %", "middle"));
        foreach (var (place, figure) in Figure.All.Index())
        {
            content.Add(Tag("text.name", With("x", 0), With("y", place * group + gap + group / 2 - 6), figure.ShortName));
            foreach (var (at, model) in shown.Models.Index())
            {
                var (y, series) = (place * group + gap + at * rowHeight + 6, shown.Series[at].Number);
                var estimate = figure.IntervalOf(model.Metrics);
                content.Add(Svg.Line(shown.Series[at].Line, X(estimate.Lower), y, X(estimate.Upper), y));
                content.Add(Svg.Mark(series, X(estimate.Value), y));
            }
        }
        var words = string.Join("; ", Figure.All.Select(figure => $"{figure.ShortName}: " + string.Join(", ", shown.Models.Select(model =>
            $"{model.Model} {Tables.Number(figure.Of(model.Metrics), "0.0")}"))));
        return Svg.Of("The four figures of each model with their intervals", words, width, height, content);
    }

    private static XElement Text(double x, double y, string text, string anchor) =>
        Tag("text", With("x", x), With("y", y), With("text-anchor", anchor), text);

    /// <summary>The requests apart, where there are several or rows were forgotten before.</summary>
    private static XElement? Requests(ShownReport shown)
    {
        object?[][] rows =
        [
            .. shown.Models.SelectMany(model => new[] { (model.Metrics.Requests.Count > 1, model.Metrics.Requests),
                    (model.Metrics.RowCounts[Subset.ForgottenBefore] > 0, [model.Metrics.SoFar]) }
                .Where(groups => groups.Item1).SelectMany(groups => groups.Item2).Select(group => (object?[])
                [
                    model.Model, group.Request, group.NumberOfRows, Tables.Number(group.UnlearningAccuracy, "0.0"),
                    Tables.Number(group.MembershipInferenceEfficacy, "0.0"),
                ])),
        ];
        return rows.Length == 0 ? null : Parts.Table(
            "Each request apart", ["model", "request", "rows", "UA", "MIA-Efficacy"], rows, isNumber: column => column > 1);
    }

    /// <summary>Such as "84.2 (76.1 to 90.4)", the interval on a line of its own.</summary>
    public static object[] WithInterval(Estimate estimate, string format)
    {
        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return [Number(estimate.Value), Tag("small", $"{Number(estimate.Lower)} to {Number(estimate.Upper)}")];
    }
}
