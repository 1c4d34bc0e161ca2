using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Data;

/// <summary>Adds the Boolean column that says which rows are to be forgotten.</summary>
internal static class ForgetColumn
{
    /// <summary>The name of the column unless the user gives another one.</summary>
    public const string DefaultName = "Forget";

    /// <summary>Marks the rows of a request.</summary>
    /// <param name="view">Training rows. One pass over the label or id column finds the rows; images are not read.</param>
    /// <param name="request">Which rows to forget.</param>
    /// <param name="labelColumnName">The label: key, text or number.</param>
    /// <param name="forgetColumnName">The new column. A column of that name, from an earlier request, is hidden by it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The label or id column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">The class or an id is unknown, or no row would be forgotten.</exception>
    public static IDataView Mark(IDataView view, ForgetRequest request, string labelColumnName, string forgetColumnName)
    {
        var marks = request.Find(view, labelColumnName);
        return new AddedColumnView<bool>(view, forgetColumnName, BooleanDataViewType.Instance, null, marks.Needs, marks.Reader);
    }
}

/// <summary>Tells marked rows from others, by columns or by row ids, never by position: it holds in shuffled and in parallel cursors
/// too.</summary>
/// <param name="Needs">The columns to look at.</param>
/// <param name="Reader">Given a cursor in which these are active, says whether its current row is marked.</param>
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
