using System.Text;
using static Matrix.MarkdownTable;

namespace Matrix;

/// <summary>The tables of the matrix.</summary>
internal static class MatrixTables
{
    private const string Figures = "UA, MIA-Efficacy (confidence, RBF SVM), RA and TA";

    /// <summary>Everything about these requests, or about the variants of the ablation.</summary>
    public static string Of(IReadOnlyList<DrawUnit> units, OutcomeStore store, bool isAblation)
    {
        var blocks = units.GroupBy(unit => (unit.Cell, unit.Draw.Kind))
            .Select(block => new Block(block.Key.Cell, block.Key.Kind, [.. block], unit => store.Of(unit.Name)))
            .Where(block => block.FinishedDraws > 0).ToList();
        var text = new StringBuilder(
            $"The reference of a request is the mean of its retrainings. The gap is the mean of the absolute values of four "
            + $"differences to it, {Figures}, in points; each difference is a mean over the draws. The floor is the gap of one more "
            + "retraining.\n\n");
        if (!isAblation) text.Append(Reach(blocks)).Append(AboveFloor(blocks));
        foreach (var block in blocks) text.Append(Details(block));
        return text.ToString();
    }

    private static string Reach(List<Block> blocks)
    {
        var table = new MarkdownTable("block", "contestant", "floor", "gap", "UA", "MIA-Efficacy", "RA at worst", "bound");
        foreach (var block in blocks)
        {
            foreach (var contestant in block.Contestants)
            {
                if (Bound.Of(contestant, block.Cell, block.Kind) is not { } bound || block.Floor is not { } floor) continue;
                var score = block.ScoreOf(contestant);
                var missed = score is null ? "no model" : bound.MissedBy(score, floor);
                table.Add(
                    block.Name, contestant, Number(floor), Number(score?.Gap), Signed(score?.Differences[0]), Signed(score?.Differences[1]),
                    Signed(score?.WorstRetainAccuracy), missed.Length == 0 ? "met" : $"missed: {missed}");
            }
        }
        return $"### What is asked for\n\n{table}";
    }

    private static string AboveFloor(List<Block> blocks)
    {
        var methods = blocks.SelectMany(block => block.Contestants).Distinct()
            .Where(name => name != Contestant.OneMoreRetraining.Name).ToList();
        var table = new MarkdownTable(["block", "floor", .. methods]);
        foreach (var block in blocks)
        {
            table.Add([block.Name, Number(block.Floor), .. methods.Select(method =>
            {
                if (block.ScoreOf(method) is null && block.SaidOf(method).Length == 0) return "";
                var above = block.ScoreOf(method)?.Gap - block.Floor;
                return above <= Bound.OfOtherMethods ? $"**{Number(above)}**" : Number(above);
            })]);
        }
        return FormattableString.Invariant(
            $"### Gap above the floor\n\nBold: at most {Bound.OfOtherMethods} points. A line: no model. Empty: not tried.\n\n{table}");
    }

    private static string Details(Block block)
    {
        var reference = block.Reference;
        var table = new MarkdownTable(
            "contestant", "gap", "UA", "MIA-Efficacy", "RA", "TA", "RA at worst", "seconds", "preparation s", "draws", "said of itself");
        foreach (var contestant in block.Contestants.Where(name => block.ScoreOf(name) is not null || block.SaidOf(name).Length > 0))
        {
            var score = block.ScoreOf(contestant);
            table.Add([
                contestant, Number(score?.Gap), .. Enumerable.Range(0, 4).Select(figure => Signed(score?.Differences[figure])),
                Signed(score?.WorstRetainAccuracy), Number(score?.Seconds), Number(score?.PreparationSeconds),
                $"{score?.Draws ?? 0} of {block.FinishedDraws}", block.SaidOf(contestant),
            ]);
        }
        return FormattableString.Invariant($"### {block.Cell.Title}: {Draw.NameOf(block.Kind)}\n\n")
            + FormattableString.Invariant(
                $"{block.FinishedDraws} of {block.NumberOfDraws} draws, {block.ForgottenRows:F0} rows forgotten in each. ")
            + FormattableString.Invariant(
                $"Retrainings: {block.Retrainings}, of {block.RetrainingSeconds:F1} s each: UA {reference[0]:F1}, ")
            + FormattableString.Invariant($"MIA-Efficacy {reference[1]:F1}, RA {reference[2]:F1}, TA {reference[3]:F1}. ")
            + $"Below are differences to these.\n\n{table}";
    }
}
