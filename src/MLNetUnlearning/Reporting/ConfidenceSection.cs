using System.Xml.Linq;
using MLNetUnlearning.Html;
using static MLNetUnlearning.Html.Markup;

namespace MLNetUnlearning.Reporting;

/// <summary>How sure each model is of forgotten, unseen and retained rows.</summary>
internal static class ConfidenceSection
{
    public static Section Of(ShownReport shown)
    {
        var counts = shown.Models[0].Metrics.RowCounts;
        // Where there are no unseen rows, test rows are the ones that no model was trained on.
        string[] subsets = [Subset.Forget, counts[Subset.Unseen] > 0 ? Subset.Unseen : Subset.Test, Subset.Retain];
        var all = shown.Models.Select(model => (model.Model, Histograms: subsets.Select(subset =>
            (Subset: subset, Histogram: ConfidenceHistogram.Of(model.Metrics, subset)!)).ToArray())).ToArray();
        return new Section(
            "confidence", "How sure the models are",
            Tag("p", "The probability that a model gives to the true class of a row. Forgotten rows should look like rows that the "
                + "model never saw, or, where a class is forgotten whole, have no probability left."),
            all.Select(model => new object[]
            {
                Tag("h3", model.Model),
                Tag("div.charts.three", model.Histograms.Select(one => Parts.Figure(
                    new object[] { Tag("strong", InWords(one.Subset)), $" ({one.Histogram.Rows} rows), mean {Mean(one.Histogram)} %" },
                    Chart(model.Model, InWords(one.Subset), one.Histogram)))),
            }),
            Parts.Behind("The same as a table", Parts.Table(
                "The share of rows whose true class has a probability from .. to, in percent of the rows",
                [
                    "probability, %",
                    .. all.SelectMany(model => model.Histograms.Select(one => $"{model.Model}, {InWords(one.Subset)}")),
                ],
                Enumerable.Range(0, ConfidenceHistogram.Bins).Select(bin => (IReadOnlyList<object?>)
                [
                    $"{bin * 100 / ConfidenceHistogram.Bins} to {(bin + 1) * 100 / ConfidenceHistogram.Bins}",
                    .. all.SelectMany(model => model.Histograms.Select(one => Tables.Number(one.Histogram.Shares[bin], "0.0"))),
                ]))));
    }

    private static XElement Chart(string model, string rows, ConfidenceHistogram histogram)
    {
        var plot = new Plot(
            $"{model}: probability of the true class, {rows} rows",
            $"The mean is {Mean(histogram)} %. {Tables.Number(histogram.Shares.Take(ConfidenceHistogram.Bins / 2).Sum(), "0")} % of "
                + "the rows are "
            + "below 50 %, "
            + $"{Tables.Number(histogram.Shares[^1], "0")} % above 95 %.",
            Axis.Linear("probability of the true class, %", 0, 100), Axis.Linear("% of rows", 0, 100), width: 240, height: 165);
        const double wide = 100.0 / ConfidenceHistogram.Bins;
        foreach (var (bin, share) in histogram.Shares.Index().Where(bin => bin.Item > 0))
            plot.Add(Svg.Box("bar", plot.X(bin * wide) + 0.5, plot.Y(share), plot.X(wide) - plot.X(0) - 1, plot.Y(0) - plot.Y(share)));
        plot.Add(Svg.Line("guide", plot.X(100 * histogram.Mean), plot.Y(100), plot.X(100 * histogram.Mean), plot.Y(0)));
        return plot.ToSvg();
    }

    private static string Mean(ConfidenceHistogram histogram) => Tables.Number(100 * histogram.Mean, "0.0");

    private static string InWords(string subset) => subset switch
    {
        Subset.Forget => "forgotten",
        Subset.Unseen => "unseen",
        Subset.Test => "test (never seen)",
        _ => "retained",
    };
}
