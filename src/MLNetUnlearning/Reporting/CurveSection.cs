using System.Xml.Linq;
using MLNetUnlearning.Html;
using static MLNetUnlearning.Html.Markup;

namespace MLNetUnlearning.Reporting;

/// <summary>How losses and the attackers of a game moved while the models were made.</summary>
internal static class CurveSection
{
    /// <summary>Null if no model knows its curves, as those that were read from files do not.</summary>
    public static Section? Of(ShownReport shown)
    {
        var models = shown.Subjects.Where(subject => Curves(subject).Count > 0).ToList();
        if (models.Count == 0) return null;
        return new Section(
            "curves", "How the run went",
            Tag("p", "What the run watched, step by step. A loss that falls says that the run got nearer to what it was after. An attacker "
                + "whose accuracy ends near 50 % is guessing: it cannot tell forgotten rows from rows that the model never saw."),
            models.Select(model => new object[]
            {
                Tag("h3", model.Model),
                Tag("div.charts", Curves(model).Select(curve => Parts.Figure(
                    new object[] { Tag("strong", curve.Figure), $", {curve.Stage}" }, Chart(model.Model, curve)))),
                Parts.Behind($"The curves of {model.Model} as a table", Parts.Table(
                    "Each point is a mean over the steps since the one before", ["stage", "figure", "step", "value"],
                    Curves(model).SelectMany(curve => curve.Points.Select(point => (IReadOnlyList<object?>)
                        [curve.Stage, curve.Figure, point.Step, Tables.Number(point.Value, "0.####")])),
                    isNumber: column => column > 1)),
            }));
    }

    private static IReadOnlyList<RunCurve> Curves(ReportedModel model) => model.Metrics.Model?.Curves ?? [];

    private static XElement Chart(string model, RunCurve curve)
    {
        var isAccuracy = curve.Figure == RunCurve.AttackerAccuracy;
        var (least, most) = (curve.Points.Min(point => point.Value), curve.Points.Max(point => point.Value));
        var (first, last) = (curve.Points[0], curve.Points[^1]);
        var plot = new Plot(
            $"{model}, {curve.Stage}: {curve.Figure}",
            $"From {Tables.Number(first.Value, "0.###")} at step {first.Step} to {Tables.Number(last.Value, "0.###")} at step {last.Step}; "
            + $"lowest {Tables.Number(least, "0.###")}, highest {Tables.Number(most, "0.###")}.",
            Axis.Linear("step", 0, last.Step),
            isAccuracy ? Axis.Linear("% of rows told apart; 50 is guessing", 0, 100) : Axis.Linear(curve.Figure, Math.Min(0, least), most),
            width: 360, height: 210);
        if (isAccuracy) plot.AddLine([(0, 50), (last.Step, 50)], "guide");
        plot.AddLine(curve.Points.Select(point => ((double)point.Step, point.Value)), "curve series2");
        return plot.ToSvg();
    }
}
