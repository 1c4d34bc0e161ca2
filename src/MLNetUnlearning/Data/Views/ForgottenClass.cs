using Microsoft.ML;

namespace MLNetUnlearning.Data;

/// <summary>Tells a request that forgets a class from one that forgets rows.</summary>
internal static class ForgottenClass
{
    /// <summary>The class whose training rows are exactly the forgotten ones; null where there is none.</summary>
    /// <param name="forgotten">The class index of each forgotten row; -1 where it is not known.</param>
    /// <param name="retained">The same of the training rows that stay.</param>
    public static long? Of(IEnumerable<long> forgotten, IEnumerable<long> retained) =>
        forgotten.Distinct().Take(2).ToArray() is [>= 0 and var only] && !retained.Contains(only) ? only : null;

    /// <summary>The same, from one pass over two columns of a view.</summary>
    public static long? Of(IDataView marked, DataViewSchema.Column label, DataViewSchema.Column forget)
    {
        using var cursor = marked.GetRowCursor([label, forget]);
        var readClass = KeyIndex.Reader(cursor, label);
        var getForget = cursor.GetGetter<bool>(forget);
        var (forgotten, retained) = (new HashSet<long>(), new HashSet<long>());
        var isForgotten = false;
        while (cursor.MoveNext())
        {
            getForget(ref isForgotten);
            (isForgotten ? forgotten : retained).Add(readClass());
        }
        return Of(forgotten, retained);
    }
}
