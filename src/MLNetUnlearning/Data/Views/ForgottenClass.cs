namespace MLNetUnlearning.Data;

/// <summary>Recognises a request that forgets a whole class.</summary>
internal static class ForgottenClass
{
    /// <summary>The class whose training rows are exactly the forgotten ones; null if there is no such class.</summary>
    /// <param name="forgotten">The class index of each forgotten row; -1 if it is unknown.</param>
    /// <param name="retained">The class index of each training row that stays.</param>
    public static long? Of(IEnumerable<long> forgotten, IEnumerable<long> retained) =>
        forgotten.Distinct().Take(2).ToArray() is [>= 0 and var only] && !retained.Contains(only) ? only : null;

    /// <summary>The same, found in one pass over two columns of a view.</summary>
    public static long? Of(IDataView marked, DataViewSchema.Column label, DataViewSchema.Column forget)
    {
        using var cursor = marked.GetRowCursor([label, forget]);
        var readClass = KeyIndex.Reader(cursor, label);
        var getForget = cursor.GetGetter<bool>(forget);
        var (forgotten, retained) = (new HashSet<long>(), new HashSet<long>());
        var isForgotten = false;
        while (cursor.MoveNextNamingFiles())
        {
            getForget(ref isForgotten);
            (isForgotten ? forgotten : retained).Add(readClass());
        }
        return Of(forgotten, retained);
    }
}
