namespace MLNetUnlearning.Data;

/// <summary>The door for settings: wrong ones are refused where users state them, all in one message.</summary>
internal static class Settings
{
    /// <exception cref="ArgumentException">There are violations.</exception>
    public static void ThrowIfAny(IEnumerable<string> violations, string what)
    {
        var all = string.Join(" ", violations);
        if (all.Length > 0) throw new ArgumentException($"Wrong settings of {what}: {all}");
    }

    /// <summary>What is wrong with the names of columns.</summary>
    public static IEnumerable<string> Violations(ClassifierColumns columns, string? forgetColumnName = null)
    {
        var named = new List<(string Parameter, string Name)>
        {
            ("labelColumnName", columns.Label), ("featureColumnName", columns.Features),
            ("scoreColumnName", columns.Score), ("predictedLabelColumnName", columns.PredictedLabel),
        };
        if (forgetColumnName is not null) named.Add(("forgetColumnName", forgetColumnName));
        foreach (var (parameter, name) in named)
            if (string.IsNullOrEmpty(name)) yield return $"{parameter} is empty.";
        foreach (var same in named.Where(column => !string.IsNullOrEmpty(column.Name)).GroupBy(column => column.Name))
            if (same.Count() > 1) yield return $"{string.Join(" and ", same.Select(column => column.Parameter))} are both '{same.Key}'.";
    }
}
