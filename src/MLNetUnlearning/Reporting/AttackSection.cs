using System.Xml.Linq;
using MLNetUnlearning.Html;
using static MLNetUnlearning.Html.Markup;

namespace MLNetUnlearning.Reporting;

/// <summary>What each attack finds out, with its ROC curve.</summary>
internal static class AttackSection
{
    private const double Least = 0.1; // percent; smaller rates need more rows than most reports have

    public static Section Of(ShownReport shown)
    {
        var attacks = shown.Models[0].Metrics.MembershipInference;
        return new Section(
            "attacks", "What an attacker finds",
            Tag("p", "An attacker who knows some retained and some new rows tries to tell forgotten rows from new ones. A curve shows "
                + "the share of forgotten rows that it finds, by the share of new rows about which it is wrong. Both axes are "
                + "logarithmic, because what counts is on the left: rows that are given away almost for certain. An attacker who "
                + "guesses is on the dotted line."),
            Series.Legend(shown.Series),
            Tag("div.charts", attacks.Select((attack, index) => Parts.Figure(Tag("strong", attack.Attack), Chart(shown, index)))),
            Parts.Table(
                "Each attack on each model",
                [
                    "attack and model", "efficacy, %", "area under the curve", "found at 1 % wrong, %", "found at 0.1 % wrong, %",
                    "training privacy, %",
                ],
                attacks.SelectMany((attack, index) => shown.Models.Select(model => Row(model, index)))),
            Tag("p.soft", "Efficacy: the share of forgotten rows that the attack takes for rows never trained on. Area: how well it orders "
                + "forgotten rows before new ones; 0.5 is guessing. Training privacy: how often it is right about retained and test "
                + "rows; 50 is guessing."),
            Limits(shown) is { Count: > 0 } limits ? Tag("ul.note", limits.Select(limit => Tag("li", limit))) : null,
            Parts.Behind("The curves as tables", attacks.Select((attack, index) => Points(shown, attack.Attack, index))));
    }

    private static IReadOnlyList<object?> Row(ReportedModel model, int index)
    {
        var attack = model.Metrics.MembershipInference[index];
        return
        [
            new object[] { model.Model, Tag("small", attack.Attack) },
            Tables.Number(attack.Efficacy, "0.0"), SideBySideSection.WithInterval(attack.Forgotten.AreaUnderCurve, "0.000"),
            SideBySideSection.WithInterval(attack.Forgotten.TruePositiveRateAtOnePercent, "0.0"),
            SideBySideSection.WithInterval(attack.Forgotten.TruePositiveRateAtTenthOfAPercent, "0.0"),
            Tables.Number(attack.TrainingPrivacyAccuracy, "0.0"),
        ];
    }

    private static XElement Chart(ShownReport shown, int index)
    {
        RocMetrics Of(ReportedModel model) => model.Metrics.MembershipInference[index].Forgotten;
        var plot = new Plot(
            $"ROC curves of the attack {shown.Models[0].Metrics.MembershipInference[index].Attack}",
            string.Join("; ", shown.Models.Select(model =>
                $"{model.Model}: area {Tables.Number(Of(model).AreaUnderCurve.Value, "0.000")}, "
                + $"{Tables.Number(Of(model).TruePositiveRateAtOnePercent.Value, "0.0")} % found at 1 % wrong, "
                + $"{Tables.Number(Of(model).TruePositiveRateAtTenthOfAPercent.Value, "0.0")} % at 0.1 %")),
            Axis.Logarithmic("new rows it is wrong about, %", Least, 100), Axis.Logarithmic("forgotten rows it finds, %", Least, 100),
            height: 300);
        plot.AddLine([(Least, Least), (100, 100)], "guide");
        foreach (var (model, series) in shown.Models.Zip(shown.Series))
        {
            plot.AddLine(Steps(Of(model).Points), series.Line);
            plot.Add(Svg.Mark(series.Number, plot.X(1), plot.Y(Of(model).TruePositiveRateAtOnePercent.Value)));
        }
        return plot.ToSvg();
    }

    /// <summary>The curve as the attack can choose it: it finds no more until it is wrong about one more row.</summary>
    private static IEnumerable<(double X, double Y)> Steps(IReadOnlyList<RocPoint> points)
    {
        var last = 0.0;
        foreach (var point in points)
        {
            if (point.FalsePositiveRate > Least) yield return (point.FalsePositiveRate, last);
            yield return (point.FalsePositiveRate, point.TruePositiveRate);
            last = point.TruePositiveRate;
        }
    }

    private static List<string> Limits(ShownReport shown) =>
    [
        .. shown.Models.SelectMany(model => model.Metrics.MembershipInference.SelectMany(attack => attack.Forgotten.Limits)).Distinct(),
    ];

    private static XElement Points(ShownReport shown, string attack, int index) => Parts.Table(
        $"Points of the curves of {attack}, in percent", ["model", "new rows it is wrong about", "forgotten rows it finds"],
        shown.Models.SelectMany(model => model.Metrics.MembershipInference[index].Forgotten.Points.Select(point => (IReadOnlyList<object?>)
            [model.Model, Tables.Number(point.FalsePositiveRate, "0.###"), Tables.Number(point.TruePositiveRate, "0.###")])));
}
