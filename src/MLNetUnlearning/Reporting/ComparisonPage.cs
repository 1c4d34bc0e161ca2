using System.Xml.Linq;
using MLNetUnlearning.Html;
using static MLNetUnlearning.Html.Markup;

namespace MLNetUnlearning.Reporting;

/// <summary>A comparison as a page: for each block the closest method in words, the gap against the time, and a table to sort.</summary>
internal static class ComparisonPage
{
    private const double Close = 2.5; // points: what an average disparity rated "good" has at most

    public static string Of(UnlearningComparison comparison, ReportPageOptions options)
    {
        var time = (options.Time ?? TimeProvider.System.GetLocalNow()).ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);
        var methods = comparison.Runs.Select(run => run.Method).Except([ComparedRun.Original, ComparedRun.Retrain]).Count();
        var title = string.Join(", ", comparison.Blocks.Select(block => block.Data).Distinct());
        return Page.Of(
            "Comparison of unlearning methods", title.Length > 0 ? title : "No runs",
            $"{methods} methods in {comparison.Runs.Count} runs: how close each comes to retraining, and at what cost. Written on {time}.",
            [
                Explanation(),
                .. comparison.Blocks.Select((block, index) => Of(block, $"block-{index + 1}")),
                options.Command is { } command
                    ? new Section("again", "To make it again", Parts.Scroll("How to make it again", Tag("pre", Tag("code", command))))
                    : null,
            ],
            [
                "Each run is compared with the retrained model of its own seed. Figures are means over the seeds, with standard "
                    + "deviations.",
                "This page loads nothing from elsewhere. Its script sorts tables, and is not needed to read them.",
            ],
            Page.Resource("sort.js"));
    }

    private static Section Explanation() => new("figures", "What is measured", Tag("dl.facts",
        SideBySideSection.InWords.Append(new(
            "avg. disparity", "How far these four are from those of the retrained model, on average, in points. Lower is better."))
        .Select(figure => new object[] { Tag("dt", figure.Key), Tag("dd", figure.Value) })),
        Tag("p", "All but the last and the times are in percent. High numbers are not good in themselves: the best value is that of a "
            + "model that was trained without the rows."));

    private static Section Of(ComparisonBlock block, string id)
    {
        var network = block.Sparsity == 0 ? "dense" : $"{Tables.Number(block.Sparsity, "0.#")} % sparse";
        return new Section(
            id, $"{block.Data}, forget {block.Forget}, {network}", Verdict(block), Chart(block), Table(block),
            Parts.Behind("What each attack found", Attacks(block)), Parts.Behind("The settings", Settings(block)));
    }

    private static IEnumerable<ComparedMethod> Methods(ComparisonBlock block) =>
        block.Methods.Where(method => method.Name is not (ComparedRun.Original or ComparedRun.Retrain));

    private static XElement Verdict(ComparisonBlock block)
    {
        string Cost(ComparedMethod method) => method.RunTimeRatio is { } ratio
            ? $", in {Tables.Number(ratio.Mean, "0.00")} of its time" : "";
        var closest = Methods(block).Where(method => method.AverageDisparity is not null).MinBy(method => method.AverageDisparity!.Mean);
        var quickest = Methods(block).Where(method => method.AverageDisparity?.Mean <= Close && method.Seconds is not null)
            .MinBy(method => method.Seconds!.Mean);
        string[] ruined =
        [
            .. Methods(block).Where(method => method.Runs.Any(run => run.RetainAccuracyLost is not null)).Select(method => method.Name),
        ];
        string[] sentences =
        [
            closest is null ? "No run can be compared with a retrained model, so how close they come to it is not known."
                : $"{closest.Name} comes closest to retraining: {closest.AverageDisparity!.ToString("0.0")} points away on average"
                    + $"{Cost(closest)}.",
            .. quickest is null || quickest == closest ? Array.Empty<string>()
                : [$"Of those within {Close} points, {quickest.Name} is the quickest: {quickest.AverageDisparity!.ToString("0.0")} points"
                    + $"{Cost(quickest)}."],
            .. ruined.Length == 0 ? Array.Empty<string>()
                : [$"{string.Join(", ", ruined)} cost retained rows more than the 15 points of accuracy that a run should."],
        ];
        return Tag("p.note", string.Join(" ", sentences));
    }

    private static XElement Table(ComparisonBlock block)
    {
        XElement Value(MeanAndDeviation? figure, string format) =>
            Tag("td.n", With("data-value", figure is null ? "" : figure.Mean.ToString("R", CultureInfo.InvariantCulture)),
                figure?.ToString(format) ?? "-");
        Column[] columns = [.. Column.All.Where(column => block.Methods.Any(method => method[column] is { Mean: not 0 }))];
        return Parts.Table(
            "Each method, as mean ± standard deviation over the seeds",
            ["method", .. columns.Select(column => column.Heading), "seeds"],
            block.Methods.Select(method => (IReadOnlyList<object?>)
            [
                method.Name, .. columns.Select(column => Value(method[column], column.Format)),
                Tag(
                    "td.n", With("data-value", method.Runs.Count), With("title", string.Join(", ", method.Runs.Select(run => run.Seed))),
                    method.Runs.Count),
            ]), ".sortable");
    }

    private static XElement? Chart(ComparisonBlock block)
    {
        var methods = block.Methods.Where(method => method.Name != ComparedRun.Original && method.AverageDisparity is not null
            && method.Seconds?.Mean > 0).ToList();
        if (methods.Count < 2) return null;
        var times = methods.Select(method => method.Seconds!.Mean).ToList();
        var most = methods.Max(method => method.AverageDisparity!.Mean + (method.AverageDisparity.Deviation ?? 0));
        var plot = new Plot(
            "Average disparity against run time",
            string.Join("; ", methods.Select(method => $"{method.Name}: {method.AverageDisparity!.ToString("0.0")} points, "
                + $"{Tables.Number(method.Seconds!.Mean, "0.0")} s")),
            Axis.Logarithmic("run time, seconds", times.Min(), times.Max()), Axis.Linear("average disparity, points", 0, Math.Max(1, most)),
            width: 640, height: 380);
        var labels = new PlacedLabels(plot, 640, plot.Y(0));
        foreach (var method in methods) labels.Avoid(plot.X(method.Seconds!.Mean), plot.Y(method.AverageDisparity!.Mean));
        foreach (var method in methods)
        {
            var gap = method.AverageDisparity!;
            var (x, y, series) = (plot.X(method.Seconds!.Mean), plot.Y(gap.Mean), method.Name == ComparedRun.Retrain ? 1 : 2);
            if (gap.Deviation is { } deviation)
                plot.Add(Svg.Line("axis", x, plot.Y(Math.Max(0, gap.Mean - deviation)), x, plot.Y(gap.Mean + deviation)));
            plot.Add(Svg.Mark(series, x, y));
            labels.Place(x, y, Svg.Cut(method.Name, 24));
        }
        return Parts.Figure(
            "Gap against time: low and to the left is best. A line reaches one standard deviation to each side; the diamond is retraining.",
            Parts.Scroll("Gap against time", plot.ToSvg()), ".full");
    }

    private static XElement Attacks(ComparisonBlock block) => Parts.Table(
        "Each attack on each run",
        ["method", "seed", "attack", "efficacy, %", "training privacy, %", "area under the curve", "found at 1 % wrong, %"],
        block.Methods.SelectMany(method => method.Runs.SelectMany(run => run.Attacks.Select(attack => (IReadOnlyList<object?>)
        [
            method.Name, run.Seed, Tag("td", attack.Attack), Tables.Number(attack.Efficacy, "0.0"),
            Tables.Number(attack.TrainingPrivacyAccuracy, "0.0"), Tables.Number(attack.ForgottenAreaUnderCurve, "0.000"),
            Tables.Number(attack.ForgottenTruePositivesAtOnePercent, "0.0"),
        ]))), isNumber: column => column is not (0 or 2));

    private static XElement Settings(ComparisonBlock block) => Parts.Table(
        "The settings of each method", ["method", "settings"],
        block.Methods.Where(method => method.Runs[0].Settings.Length > 0).Select(method => (IReadOnlyList<object?>)
            [method.Name, Tag("td.text", Tag("code", method.Runs[0].Settings))]), isNumber: _ => false);
}

/// <summary>Puts the names of points beside them, so that no two touch as far as there is room.</summary>
internal sealed class PlacedLabels(Plot plot, double width, double bottom)
{
    private const double LetterWidth = 6.3, LineHeight = 12;
    private readonly List<(double Left, double Top, double Right, double Bottom)> taken = [];

    /// <summary>Keeps a place free for a mark.</summary>
    public void Avoid(double x, double y) => taken.Add((x - 5, y - 5, x + 5, y + 5));

    public void Place(double x, double y, string name)
    {
        var wide = name.Length * LetterWidth;
        (double X, double Y, string Anchor)[] places =
        [
            (x + 9, y + 4, "start"), (x - 9, y + 4, "end"), (x, y - 9, "middle"), (x, y + 17, "middle"), (x + 9, y - 8, "start"),
            (x + 9, y + 16, "start"), (x - 9, y - 8, "end"), (x, y - 21, "middle"), (x, y - 33, "middle"),
        ];
        var best = places.MinBy(place => Overlap(BoxOf(place)));
        taken.Add(BoxOf(best));
        plot.AddText(best.X, best.Y, name, best.Anchor, "name");

        (double Left, double Top, double Right, double Bottom) BoxOf((double X, double Y, string Anchor) place)
        {
            var left = place.X - (place.Anchor == "start" ? 0 : place.Anchor == "end" ? wide : wide / 2);
            return (left, place.Y - LineHeight + 2, left + wide, place.Y + 2);
        }
    }

    /// <summary>How much of a box is taken, or beyond the picture.</summary>
    private double Overlap((double Left, double Top, double Right, double Bottom) box)
    {
        var beyond = Math.Max(0, -box.Left) + Math.Max(0, box.Right - width) + Math.Max(0, box.Bottom - bottom);
        return beyond * 100 + taken.Sum(other =>
            Math.Max(0, Math.Min(box.Right, other.Right) - Math.Max(box.Left, other.Left))
            * Math.Max(0, Math.Min(box.Bottom, other.Bottom) - Math.Max(box.Top, other.Top)));
    }
}
