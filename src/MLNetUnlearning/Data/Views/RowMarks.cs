namespace MLNetUnlearning.Data;

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

    /// <summary>Marks the rows that a Boolean column marks.</summary>
    public static RowMarks Of(DataViewSchema.Column column) => new([column], row =>
    {
        var getter = row.GetGetter<bool>(column);
        var mark = false;
        return () =>
        {
            getter(ref mark);
            return mark;
        };
    });

    /// <summary>Marks the rows that any of these marks.</summary>
    public static RowMarks Any(IReadOnlyList<RowMarks> marks) => marks is [var only] ? only : new(NeedsOf(marks), row =>
    {
        Func<bool>[] readers = [.. marks.Select(one => one.Reader(row))];
        return () => readers.Any(isMarked => isMarked());
    });

    public static IReadOnlyList<DataViewSchema.Column> NeedsOf(IEnumerable<RowMarks> marks) =>
        [.. marks.SelectMany(one => one.Needs).DistinctBy(column => column.Index)];
}
