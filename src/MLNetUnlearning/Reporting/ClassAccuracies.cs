namespace MLNetUnlearning.Reporting;

/// <summary>How often a model answers the rows of each class right.</summary>
internal sealed class ClassAccuracies
{
    private readonly Dictionary<string, (int[] All, int[] Right)> counts;

    public ClassAccuracies(UnlearningMetrics metrics)
    {
        counts = Subset.Names.ToDictionary(name => name, _ => (new int[metrics.Classes.Count], new int[metrics.Classes.Count]));
        foreach (var row in metrics.Rows)
        {
            counts[row.Subset].All[row.Class]++;
            if (row.IsCorrect) counts[row.Subset].Right[row.Class]++;
        }
    }

    /// <summary>The number of rows of a class in a subset.</summary>
    public int Rows(int of, string subset) => counts[subset].All[of];

    /// <summary>The accuracy on the rows of a class in a subset, in percent; null without rows.</summary>
    public double? Of(int of, string subset) => Rows(of, subset) == 0 ? null : 100.0 * counts[subset].Right[of] / Rows(of, subset);
}

/// <summary>What rows of each class are answered as.</summary>
/// <param name="Names">The classes that are shown apart and, if there are more, "others".</param>
/// <param name="Counts">The rows of the true class i that are answered as class j. An answer of no class counts as one of the
/// others.</param>
internal sealed record AnswerMatrix(IReadOnlyList<string> Names, int[][] Counts)
{
    public const string Others = "others";

    /// <param name="metrics">The answers.</param>
    /// <param name="subset">The rows to count.</param>
    /// <param name="shown">The classes that are shown apart.</param>
    public static AnswerMatrix Of(UnlearningMetrics metrics, string subset, IReadOnlyList<int> shown)
    {
        var places = Enumerable.Repeat(shown.Count, metrics.Classes.Count).ToArray();
        foreach (var (place, of) in shown.Index()) places[of] = place;
        var counts = Enumerable.Range(0, shown.Count + 1).Select(_ => new int[shown.Count + 1]).ToArray();
        foreach (var row in metrics.Rows.Where(row => row.Subset == subset))
            counts[places[row.Class]][row.Predicted < 0 ? shown.Count : places[row.Predicted]]++;
        var needsOthers = shown.Count < metrics.Classes.Count || counts.Any(row => row[^1] > 0);
        var names = shown.Select(of => metrics.Classes[of]).ToList();
        return needsOthers ? new([.. names, Others], counts) : new(names, [.. counts[..^1].Select(row => row[..^1])]);
    }

    /// <summary>The classes to show: those of forgotten rows, then those whose accuracy changed most.</summary>
    /// <param name="now">The model to look at.</param>
    /// <param name="before">The model that it is compared with; null: none, and the first classes are shown.</param>
    /// <param name="most">How many there may be.</param>
    public static IReadOnlyList<int> Shown(UnlearningMetrics now, UnlearningMetrics? before, int most)
    {
        var (after, then) = (new ClassAccuracies(now), new ClassAccuracies(before ?? now));
        double Change(int of) => Subset.Names.Max(subset => Math.Abs(after.Of(of, subset) - then.Of(of, subset) ?? 0));
        return
        [
            .. Enumerable.Range(0, now.Classes.Count).OrderByDescending(of => after.Rows(of, Subset.Forget) > 0)
                .ThenByDescending(Change).Take(most).Order(),
        ];
    }
}

/// <summary>How sure a model is of the true class of some rows.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Shares">The share of the rows in each of 20 equal bins of the probability from 0 to 1, in percent.</param>
/// <param name="Mean">The mean probability, 0 to 1.</param>
internal sealed record ConfidenceHistogram(int Rows, IReadOnlyList<double> Shares, double Mean)
{
    public const int Bins = 20;

    /// <summary>Null if there are no rows.</summary>
    public static ConfidenceHistogram? Of(UnlearningMetrics metrics, string subset)
    {
        double[] values = [.. metrics.Rows.Where(row => row.Subset == subset).Select(row => row.Confidence)];
        if (values.Length == 0) return null;
        var counts = new int[Bins];
        foreach (var value in values) counts[Math.Min(Bins - 1, (int)(value * Bins))]++;
        return new(values.Length, [.. counts.Select(count => 100.0 * count / values.Length)], values.Average());
    }
}

/// <summary>A forgotten row, and how models answer it.</summary>
/// <param name="Now">The answer of the model that a report is about.</param>
/// <param name="Before">The answer of the original; null: unknown.</param>
/// <param name="Retrained">The answer of the retrained model; null: unknown.</param>
/// <param name="Picture">The picture; null: there is none.</param>
internal sealed record ExposedRow(RowAnswer Now, RowAnswer? Before, RowAnswer? Retrained, RowPicture? Picture)
{
    /// <summary>The most exposed rows first.</summary>
    public static IReadOnlyList<ExposedRow> Of(UnlearningMetrics now, UnlearningMetrics? before, UnlearningMetrics? retrained, int most)
    {
        var (then, again) = (ByRow(before), ByRow(retrained));
        var pictures = now.Pictures.ToDictionary(picture => picture.Row);
        return
        [
            .. now.MostExposed.Take(most).Select(row => new ExposedRow(
                row, Same(then, row), Same(again, row), pictures.GetValueOrDefault(row.Row))),
        ];
    }

    private static Dictionary<long, RowAnswer> ByRow(UnlearningMetrics? metrics) =>
        metrics?.Rows.Where(row => row.Subset == Subset.Forget).ToDictionary(row => row.Row) ?? [];

    /// <summary>The answer to the same row. Models that were measured on views in another order share none.</summary>
    private static RowAnswer? Same(Dictionary<long, RowAnswer> answers, RowAnswer row) =>
        answers.TryGetValue(row.Row, out var other) && other.Class == row.Class ? other : null;
}
