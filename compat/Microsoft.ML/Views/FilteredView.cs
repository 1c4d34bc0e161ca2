namespace Microsoft.ML.Data;

/// <summary>The rows of a view that pass a test, such as a filter by value, a range of positions, one side of a split.</summary>
/// <param name="source">The view.</param>
/// <param name="columns">Columns that the test reads.</param>
/// <param name="test">Makes the test over a cursor: skip the row, take it, or stop.</param>
internal sealed class FilteredView(IDataView source, IReadOnlyList<DataViewSchema.Column> columns, Func<DataViewRowCursor, Func<Passage>> test) : IDataView
{
    public bool CanShuffle { get; init; } = source.CanShuffle;

    public long? RowCount { get; init; }

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => RowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        List<DataViewSchema.Column> needed = [.. columnsNeeded];
        DataViewRowCursor cursor = source.GetRowCursor(needed.Concat(columns), CanShuffle ? rand : null);
        return new FilteredCursor(cursor, test(cursor), needed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}

internal enum Passage
{
    Skip,
    Take,
    Stop,
}

internal sealed class FilteredCursor(DataViewRowCursor source, Func<Passage> test, IEnumerable<DataViewSchema.Column> needed) : DataViewRowCursor
{
    private readonly HashSet<int> _active = [.. needed.Select(column => column.Index)];
    private long _position = -1;

    public override long Position => _position;

    public override long Batch => source.Batch;

    public override DataViewSchema Schema => source.Schema;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => source.GetGetter<TValue>(column);

    public override bool MoveNext()
    {
        while (source.MoveNext()) {
            Passage passage = test();
            if (passage == Passage.Stop)
                return false;
            if (passage == Passage.Take) {
                _position++;
                return true;
            }
        }
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }
}
