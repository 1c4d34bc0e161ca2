using System.Text;
using System.Text.Json;
using Matrix;
using static Matrix.MarkdownTable;

namespace Vectors;

/// <summary>The lines of the results, and the tables of them.</summary>
internal static class Results
{
    /// <summary>Reads finished lines. One that was cut short is none.</summary>
    public static List<Line> Read(string file)
    {
        if (!File.Exists(file)) return [];
        var text = File.ReadAllText(file);
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        if (whole.Length < text.Length) File.WriteAllText(file, whole);
        return [.. whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Line>(line)!)];
    }

    /// <summary>A table for each block.</summary>
    public static string Page(IEnumerable<Line> lines) =>
        string.Concat(lines.GroupBy(line => line.Block).OrderBy(block => block.Key, StringComparer.Ordinal).Select(Block));

    private static string Block(IGrouping<string, Line> block)
    {
        var draws = block.GroupBy(line => line.Draw).Select(draw => draw.Select(line => line.Did).ToList())
            .Where(draw => Contestant.References.All(name => draw.Any(did => did.Contestant == name))).ToList();
        if (draws.Count == 0) return "";
        double[] Reference(List<Outcome> draw) => Mean(draw.Where(did => Contestant.References.Contains(did.Contestant)));
        var table = new MarkdownTable("contestant", "gap", "UA", "MIA-Efficacy", "RA", "TA", "seconds", "draws", "how");
        foreach (var contestant in Contestant.All.Select(one => one.Name).Except(Contestant.References))
        {
            var made = draws.SelectMany(draw => draw.Where(did => did.Contestant == contestant && did.Refused is null)
                .Select(did => (Did: did, Difference: did.Figures().Zip(Reference(draw), (one, other) => one - other).ToArray()))).ToList();
            var refused = draws.Sum(draw => draw.Count(did => did.Contestant == contestant && did.Refused is not null));
            if (made.Count + refused == 0) continue;
            double?[] mean = [.. Enumerable.Range(0, 4).Select(
                figure => made.Count == 0 ? (double?)null : made.Average(one => one.Difference[figure]))];
            var gap = made.Count == 0 ? (double?)null : mean.Average(difference => Math.Abs(difference!.Value));
            table.Add([
                contestant, Number(gap), .. mean.Select(Signed),
                Number(made.Count == 0 ? null : made.Average(one => one.Did.Seconds + one.Did.PreparationSeconds)),
                $"{made.Count} of {draws.Count}", How(contestant, made.Select(one => one.Did), refused),
            ]);
        }
        var reference = Enumerable.Range(0, 4).Select(figure => draws.Average(draw => Reference(draw)[figure])).ToArray();
        var references = draws.SelectMany(draw => draw.Where(did => Contestant.References.Contains(did.Contestant))).ToList();
        return new StringBuilder($"### {block.Key}\n\n")
            .Append(FormattableString.Invariant($"{draws.Count} draws, "))
            .Append(FormattableString.Invariant($"{references.Average(did => did.ForgottenRows):F0} rows forgotten in each. "))
            .Append("Three retrainings a draw, of ")
            .Append(FormattableString.Invariant($"{references.Average(did => did.Seconds):F1} s each: UA {reference[0]:F1}, "))
            .Append(FormattableString.Invariant($"MIA-Efficacy {reference[1]:F1}, RA {reference[2]:F1}, TA {reference[3]:F1}. "))
            .Append($"Below are differences to these.\n\n{table}").ToString();
    }

    private static string How(string contestant, IEnumerable<Outcome> made, int refused)
    {
        var said = made.Select(did => contestant is Contestant.Default or Contestant.Sharded ? did.Method : did.Verdict);
        return string.Join("; ", said.Concat(Enumerable.Repeat("refused", refused)).Where(text => text.Length > 0).CountBy(text => text)
            .OrderBy(text => text.Key, StringComparer.Ordinal).Select(text => $"{text.Key} ({text.Value})"));
    }

    private static double[] Mean(IEnumerable<Outcome> several)
    {
        var all = several.Select(did => did.Figures()).ToList();
        return [.. Enumerable.Range(0, 4).Select(figure => all.Average(figures => figures[figure]))];
    }
}
