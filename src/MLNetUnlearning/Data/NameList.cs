namespace MLNetUnlearning.Data;

/// <summary>Writes names and row numbers into error messages, not too many of them.</summary>
internal static class NameList
{
    private const int Most = 10;

    public static string Of(IEnumerable<string> names) => Join(names.Select(name => $"'{name}'"));

    public static string OfRows(IEnumerable<long> rows) => Join(rows.Select(row => row.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private static string Join(IEnumerable<string> parts)
    {
        var all = parts.ToList();
        return string.Join(", ", all.Take(Most)) + (all.Count > Most ? $" and {all.Count - Most} more" : "");
    }
}
