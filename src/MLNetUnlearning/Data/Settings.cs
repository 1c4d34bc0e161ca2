namespace MLNetUnlearning.Data;

/// <summary>Refuses wrong settings where users state them, with all violations in one message.</summary>
internal static class Settings
{
    /// <exception cref="ArgumentException">There is at least one violation.</exception>
    public static void ThrowIfAny(IEnumerable<string> violations, string what)
    {
        var all = string.Join(" ", violations);
        if (all.Length > 0) throw new ArgumentException($"Wrong settings of {what}: {all}");
    }

    /// <summary>One sentence for each column name that is empty or used twice.</summary>
    public static IEnumerable<string> Violations(ClassifierColumns columns, string? forgetColumnName = null)
    {
        var named = new List<(string Parameter, string Name)>
        {
            ("labelColumnName", columns.Label), ("featureColumnName", columns.Features),
            ("scoreColumnName", columns.Score), ("predictedLabelColumnName", columns.PredictedLabel),
        };
        if (columns.Id is not null) named.Add(("idColumnName", columns.Id));
        if (forgetColumnName is not null) named.Add(("forgetColumnName", forgetColumnName));
        foreach (var (parameter, name) in named)
            if (string.IsNullOrEmpty(name)) yield return $"{parameter} is empty.";
        foreach (var same in named.Where(column => !string.IsNullOrEmpty(column.Name)).GroupBy(column => column.Name))
            if (same.Count() > 1) yield return $"{string.Join(" and ", same.Select(column => column.Parameter))} are both '{same.Key}'.";
    }
}
