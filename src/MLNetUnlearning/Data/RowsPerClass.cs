namespace MLNetUnlearning.Data;

/// <summary>Takes the first rows of every class.</summary>
internal static class RowsPerClass
{
    /// <summary>The first <paramref name="count"/> rows of every class, in
    /// the order of the view. Rows without a label are left out.</summary>
    /// <param name="view">Labelled rows.</param>
    /// <param name="count">Number of rows to take from each class; a smaller class is taken whole.</param>
    /// <param name="labelColumnName">The label: key, text or number. Only this column is read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1, or the column is missing or has the wrong type.</exception>
    public static IDataView Take(IDataView view, int count, string labelColumnName)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var label = view.Schema.RequireColumn("label", labelColumnName);
        var taken = new Dictionary<string, int>();
        var ids = new HashSet<DataViewRowId>();
        foreach (var (id, name) in RowPass.Read(view, [label], row => ColumnText.Reader(row, "label", label)))
        {
            if (name is null || taken.GetValueOrDefault(name) >= count) continue;
            taken[name] = taken.GetValueOrDefault(name) + 1;
            ids.Add(id);
        }
        return new RowFilterView(view, ids, keep: true, ids.Count);
    }
}
