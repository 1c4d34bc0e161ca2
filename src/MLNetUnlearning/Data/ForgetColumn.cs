namespace MLNetUnlearning.Data;

/// <summary>Adds the Boolean column that marks the rows to forget.</summary>
internal static class ForgetColumn
{
    /// <summary>Marks the rows of a request.</summary>
    /// <param name="view">Training rows. One pass over the label or id column finds the rows to mark; images are not read.</param>
    /// <param name="request">Which rows to forget.</param>
    /// <param name="labelColumnName">The label: key, text or number.</param>
    /// <param name="forgetColumnName">The name of the new column. It hides a
    /// column of the same name, such as one of an earlier request.</param>
    /// <exception cref="ArgumentOutOfRangeException">The label or id column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The class or an id does not exist, or no row would be forgotten.</exception>
    public static IDataView Mark(IDataView view, ForgetRequest request, string labelColumnName, string forgetColumnName)
    {
        var marks = request.Find(view, labelColumnName);
        return new AddedColumnView<bool>(view, forgetColumnName, BooleanDataViewType.Instance, null, marks.Needs, marks.Reader);
    }
}

/// <summary>Recognises marked rows by columns or row ids and never by position.
/// So the marks also hold in shuffled and parallel cursors.</summary>
/// <param name="Needs">The columns that the marks depend on.</param>
/// <param name="Reader">Takes a cursor in which these columns are active and
/// returns a function that says whether the current row is marked.</param>
internal sealed record RowMarks(IReadOnlyList<DataViewSchema.Column> Needs, Func<DataViewRow, Func<bool>> Reader)
{
    /// <summary>Marks rows by their row ids.</summary>
    public static RowMarks Of(IReadOnlySet<DataViewRowId> ids) => new([], row =>
    {
        var getId = row.GetIdGetter();
        DataViewRowId id = default;
        return () =>
        {
            getId(ref id);
            return ids.Contains(id);
        };
    });

    /// <summary>Marks rows by the text of a column.</summary>
    public static RowMarks Of(DataViewSchema.Column column, string role, Predicate<string> isMarked) => new([column], row =>
    {
        var getText = ColumnText.Reader(row, role, column);
        return () => getText() is { } text && isMarked(text);
    });
}
