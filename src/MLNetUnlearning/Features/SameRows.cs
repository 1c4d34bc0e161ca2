namespace MLNetUnlearning.Features;

/// <summary>Finds rows that are features of the same pictures as some given ones, among many. A row is compared with those alone whose most
/// telling number is near its own.</summary>
internal sealed class SameRows
{
    private readonly float[][] rows; // ascending by the number at the place
    private readonly float[] keys;
    private readonly int place; // of the number in which the rows differ most
    private readonly float reach;

    /// <param name="given">Rows of one length.</param>
    public SameRows(float[][] given)
    {
        if (given.Length > 0)
            place = Enumerable.Range(0, given[0].Length).MaxBy(at => given.Max(row => row[at]) - given.Min(row => row[at]));
        rows = [.. given.OrderBy(row => row[place])];
        keys = [.. rows.Select(row => row[place])];
        reach = rows.Length == 0 ? 0 : rows.Max(row => SameFeatures.Reach(row));
    }

    /// <summary>Whether a row is one of them.</summary>
    public bool Hold(ReadOnlySpan<float> row)
    {
        if (rows.Length == 0) return false;
        var first = Array.BinarySearch(keys, row[place] - reach);
        for (var at = first < 0 ? ~first : First(first); at < rows.Length && keys[at] <= row[place] + reach; at++)
            if (SameFeatures.Are(rows[at], row)) return true;
        return false;
    }

    /// <summary>The first of equal keys.</summary>
    private int First(int at)
    {
        while (at > 0 && keys[at - 1].Equals(keys[at])) at--;
        return at;
    }
}
