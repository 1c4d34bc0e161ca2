namespace MLNetUnlearning.Evaluation;

/// <summary>Says what so few rows cannot show.</summary>
internal static class SampleLimits
{
    private const int Few = 20; // below, one row is more than 5 points

    /// <summary>One sentence for each figure that means little; none if there are rows enough.</summary>
    public static IEnumerable<string> Of(ScoredRows rows)
    {
        int Count(string subset) => rows[subset].Count;
        if (Coarse(Count(Subset.Forget), "forgotten", "UA and MIA-Efficacy") is { } forgotten) yield return forgotten;
        if (Coarse(Count(Subset.Retain), "retained", "RA") is { } retained) yield return retained;
        if (Coarse(Count(Subset.Test), "test", "TA") is { } tested) yield return tested;
        if (Math.Min(Count(Subset.Retain), Count(Subset.Test)) is < Few and var sample)
            yield return $"Each attack is trained on {sample} retained and {sample} test rows: what it finds is little more than chance.";
        int[] classes = [.. new[] { Subset.Retain, Subset.Test }.SelectMany(subset => rows[subset]).Select(row => row.Class).Distinct()];
        if (classes is [var only])
            yield return $"All retained and test rows are of class '{rows.Columns.Classes.Names[only]}': "
                + "the accuracies do not show whether the model tells classes apart.";
    }

    private static string? Coarse(int count, string kind, string figures) => count switch
    {
        1 => $"There is 1 {kind} row: {figures} can only be 0 or 100 %.",
        < Few => string.Create(
            CultureInfo.InvariantCulture,
            $"There are {count} {kind} rows: {figures} can only change in steps of {100.0 / count:0.#} points."),
        _ => null,
    };
}
