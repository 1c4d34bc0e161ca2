namespace MLNetUnlearning.Data;

/// <summary>Refuses wrong settings where users state them, all of them in one message.</summary>
internal static class Settings
{
    /// <exception cref="ArgumentException">There are violations.</exception>
    public static void ThrowIfAny(IEnumerable<string> violations, string what)
    {
        var all = violations.ToList();
        if (all.Count > 0) throw new ArgumentException($"Wrong settings of {what}: {string.Join(" ", all)}");
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
        foreach (var same in named.Where(column => !string.IsNullOrEmpty(column.Name)).GroupBy(column => column.Name).Where(same => same.Count() > 1))
            yield return $"{string.Join(" and ", same.Select(column => column.Parameter))} are both '{same.Key}'.";
    }
}
