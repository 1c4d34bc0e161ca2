using System.Globalization;
using System.Text;

namespace PhotosBenchmark;

/// <summary>The results as Markdown: pooled over the draws of a kind of request.</summary>
internal static class ResultTables
{
    public static string Of(IReadOnlyList<Outcome> outcomes)
    {
        var text = new StringBuilder();
        text.AppendLine("| forgotten | model | draws | UA | MIA-Efficacy | RA | TA | gap | seconds | |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var kind in outcomes.GroupBy(outcome => outcome.Kind))
        {
            var finished = kind.GroupBy(outcome => outcome.Draw)
                .Where(draw => Outcome.References.All(name => draw.Any(outcome => outcome.Contestant == name)))
                .ToDictionary(draw => draw.Key, draw => Mean(draw.Where(IsReference).Select(outcome => outcome.Figures)));
            var counted = kind.Where(outcome => finished.ContainsKey(outcome.Draw)).ToList();
            text.AppendLine(Row(kind.Key, "retraining, mean of 3", [.. counted.Where(IsReference)], null, finished.Count));
            foreach (var model in counted.Where(outcome => !IsReference(outcome)).GroupBy(outcome => outcome.Contestant))
                text.AppendLine(Row(kind.Key, model.Key, [.. model], model.Key == Outcome.Sharded ? null : finished, model.Count()));
        }
        return text.ToString();
    }

    private static bool IsReference(Outcome outcome) => Outcome.References.Contains(outcome.Contestant);

    private static string Row(
        string kind, string model, Outcome[] outcomes, Dictionary<int, double[]>? references, int draws)
    {
        var figures = Mean(outcomes.Select(outcome => outcome.Figures));
        // The differences are averaged over the draws first: those of ten pictures are coarse, one is ten points.
        var gap = references is null ? "" : Number(Mean(outcomes.Select(
            outcome => outcome.Figures.Zip(references[outcome.Draw], (one, other) => one - other).ToArray())).Average(Math.Abs));
        return $"| {kind} | {model} | {draws} | {string.Join(" | ", figures.Select(Number))} | {gap} "
            + $"| {Number(outcomes.Average(outcome => outcome.Seconds))} | {Remarks(outcomes)} |";
    }

    private static string Remarks(Outcome[] outcomes)
    {
        var said = outcomes.Select(outcome => outcome.Method).Where(text => text.Length > 0).CountBy(text => text)
            .OrderBy(text => text.Key, StringComparer.Ordinal)
            .Select(text => text.Value == outcomes.Length ? text.Key : $"{text.Key} ({text.Value})");
        string[] exact = outcomes.All(outcome => outcome.IsExact == true) ? ["to the bit a fit without them"]
            : outcomes.Any(outcome => outcome.IsExact == false) ? ["not exact"] : [];
        return string.Join("; ", said.Concat(exact));
    }

    private static double[] Mean(IEnumerable<double[]> several)
    {
        var all = several.ToList();
        return [.. Enumerable.Range(0, 4).Select(figure => all.Average(figures => figures[figure]))];
    }

    private static string Number(double value) => value.ToString("F1", CultureInfo.InvariantCulture);
}
