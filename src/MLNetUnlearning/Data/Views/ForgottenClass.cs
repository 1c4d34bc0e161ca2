using Microsoft.ML;

namespace MLNetUnlearning.Data;

/// <summary>Tells a request that forgets a class from one that forgets rows.</summary>
internal static class ForgottenClass
{
    /// <summary>The class whose rows are exactly the forgotten ones, or -1.</summary>
    /// <param name="rows">Class index of each training row, and whether it is forgotten.</param>
    public static long Of(IEnumerable<(long Class, bool IsForgotten)> rows)
    {
        var (forgotten, retained) = (new HashSet<long>(), new HashSet<long>());
        foreach (var (index, isForgotten) in rows)
            (isForgotten ? forgotten : retained).Add(index);
        return forgotten.Count == 1 && !retained.Overlaps(forgotten) ? forgotten.Single() : -1;
    }

    /// <summary>The same, read from two columns of a view.</summary>
    public static long Of(IDataView marked, DataViewSchema.Column label, DataViewSchema.Column forget)
    {
        using var cursor = marked.GetRowCursor([label, forget]);
        return Of(Rows(cursor, KeyIndex.Reader(cursor, label), cursor.GetGetter<bool>(forget)));
    }

    private static IEnumerable<(long, bool)> Rows(DataViewRowCursor cursor, Func<long> readClass, ValueGetter<bool> getForget)
    {
        var isForgotten = false;
        while (cursor.MoveNext())
        {
            getForget(ref isForgotten);
            yield return (readClass(), isForgotten);
        }
    }
}
