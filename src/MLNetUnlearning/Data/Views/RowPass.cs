using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Data;

/// <summary>One pass over a view with few columns active, row ids at hand.</summary>
internal static class RowPass
{
    /// <summary>What <paramref name="read"/> makes of each row, together with the row's id, in the view's order.</summary>
    /// <param name="view">The view.</param>
    /// <param name="columns">The columns that are read.</param>
    /// <param name="read">Given the cursor, reads the current row.</param>
    public static List<(DataViewRowId Id, T Value)> Read<T>(IDataView view, DataViewSchema.Column[] columns, Func<DataViewRow, Func<T>> read)
    {
        var rows = new List<(DataViewRowId, T)>();
        using var cursor = view.GetRowCursor(columns);
        var getId = cursor.GetIdGetter();
        var getValue = read(cursor);
        DataViewRowId id = default;
        while (cursor.MoveNext())
        {
            getId(ref id);
            rows.Add((id, getValue()));
        }
        return rows;
    }

    /// <summary>The ids of all rows, in the view's order.</summary>
    public static List<DataViewRowId> Ids(IDataView view) => Read<bool>(view, [], _ => static () => true).ConvertAll(row => row.Id);
}
