using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Data;

/// <summary>Tells marked rows from others, by columns or by row ids, never by position: it holds in shuffled and in parallel cursors too.</summary>
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
