using System.Text;
using static Matrix.MarkdownTable;

namespace Matrix;

/// <summary>The tables of <c>--training</c>.</summary>
internal static class TrainingTables
{
    /// <summary>How far below the best of the hand-tuned settings is still near enough, in points of test accuracy.</summary>
    private const double Bound = 2;

    public static string Of(IReadOnlyList<TrainingUnit> units, OutcomeStore store)
    {
        var summary = new MarkdownTable(
            "cell", "as it comes", "s", "best of hand-tuned", "s", "which", "as it comes minus best", $"bound: -{Number(Bound)}");
        var details = new StringBuilder();
        foreach (var cell in units.GroupBy(unit => unit.Cell))
        {
            var results = Results(cell.SelectMany(unit => store.Of(unit.Name)));
            if (results.Find(result => result.Name == HandTuned.AsItComes) is not { } usual || results.Count < 2) continue;
            var best = results.Where(result => result != usual).MaxBy(result => result.Test)!;
            summary.Add(
                cell.Key.Name, Number(usual.Test), Number(usual.Seconds), Number(best.Test), Number(best.Seconds), best.Name,
                Signed(usual.Test - best.Test), usual.Test >= best.Test - Bound ? "met" : "missed");
            details.Append(Details(cell.Key, results));
        }
        return "`TrainClassifier()` as it comes beside hand-tuned settings: accuracy on test rows in percent, mean over the seeds. A "
            + $"training that diverged counts as 0.\n\n{summary}{details}";
    }

    private static List<Result> Results(IEnumerable<Outcome> outcomes) =>
    [
        .. outcomes.GroupBy(outcome => outcome.Contestant).Select(one => new Result(
            one.Key, one.Average(outcome => outcome.TestAccuracy), one.Average(outcome => outcome.RetainAccuracy),
            one.Average(outcome => outcome.Seconds), one.Count(), one.Count(outcome => outcome.Refused is not null),
            one.First().Settings)),
    ];

    private static string Details(Cell cell, List<Result> results)
    {
        var table = new MarkdownTable("settings", "test accuracy", "on training rows", "seconds", "seeds", "diverged", "chosen");
        foreach (var result in results.OrderByDescending(result => result.Test))
            table.Add(
                result.Name, Number(result.Test), Number(result.Train), Number(result.Seconds), $"{result.Seeds}", $"{result.Diverged}",
                result.Name == HandTuned.AsItComes ? result.Chosen : "");
        return $"### {cell.Title}\n\n{table}";
    }

    private sealed record Result(string Name, double Test, double Train, double Seconds, int Seeds, int Diverged, string Chosen);
}
