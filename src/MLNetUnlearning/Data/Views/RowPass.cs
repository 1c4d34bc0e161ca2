namespace MLNetUnlearning.Data;

/// <summary>Reads a few columns of a view in one pass, together with the row ids.</summary>
internal static class RowPass
{
    /// <summary>The result of <paramref name="read"/> for each row, with the row's id, in the order of the view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="columns">The columns to read.</param>
    /// <param name="read">Takes the cursor and returns a function that reads the current row.</param>
    public static List<(DataViewRowId Id, T Value)> Read<T>(
        IDataView view, DataViewSchema.Column[] columns, Func<DataViewRow, Func<T>> read)
    {
        var rows = new List<(DataViewRowId, T)>();
        using var cursor = view.GetRowCursor(columns);
        var getId = cursor.GetIdGetter();
        var getValue = read(cursor);
        DataViewRowId id = default;
        while (cursor.MoveNextNamingFiles())
        {
            getId(ref id);
            rows.Add((id, getValue()));
        }
        return rows;
    }

    /// <summary>The ids of all rows, in the order of the view.</summary>
    public static List<DataViewRowId> Ids(IDataView view) => Read<bool>(view, [], _ => static () => true).ConvertAll(row => row.Id);
}
