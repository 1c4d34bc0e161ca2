using System.Globalization;
using System.Text;

namespace ShardingBenchmark;

/// <summary>The results as Markdown: means over the draws, with the standard deviation of qualities.</summary>
internal static class ResultTables
{
    public static string Of(IReadOnlyList<Outcome> outcomes)
    {
        var text = new StringBuilder();
        text.AppendLine("| table | shards | quality | fit, s | forget 1 | 10 | 100 | quality after 100 |");
        text.AppendLine("|---|---|---|---|---|---|---|---|");
        foreach (var table in outcomes.GroupBy(outcome => outcome.Table))
            foreach (var shards in table.GroupBy(outcome => outcome.Shards).OrderBy(shards => shards.Key))
                text.AppendLine(Row(table.Key, shards.Key, [.. shards]));
        return text.ToString();
    }

    private static string Row(string table, int shards, Outcome[] draws)
    {
        var cells = draws[0].Requests.Select((_, index) =>
        {
            RequestOutcome[] requests = [.. draws.Select(draw => draw.Requests[index])];
            var seconds = Number(requests.Average(request => request.Seconds), 2);
            return shards == 0 ? $"{seconds} s" : $"{Number(requests.Average(request => request.Refits), 1)} refits, {seconds} s";
        });
        return $"| {table} | {(shards == 0 ? "whole" : shards)} | {Spread(draws.Select(draw => draw.Quality))} "
            + $"| {Number(draws.Average(draw => draw.FitSeconds), 2)} | {string.Join(" | ", cells)} "
            + $"| {Spread(draws.Select(draw => draw.Requests[^1].Quality))} |";
    }

    private static string Spread(IEnumerable<double> values)
    {
        var all = values.ToArray();
        var mean = all.Average();
        var deviation = all.Length < 2 ? 0 : Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (all.Length - 1));
        return $"{Number(mean, 1)} ± {Number(deviation, 1)}";
    }

    private static string Number(double value, int digits) => value.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
