namespace Microsoft.ML.Data;

/// <summary>Objects of an enumerable as rows; enumerated anew by every cursor, in its order.</summary>
internal sealed class EnumerableView<TRow>(IEnumerable<TRow> data, ObjectColumns<TRow> columns) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => columns.Schema;

    public long? GetRowCount() => data is ICollection<TRow> collection ? collection.Count : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        IEnumerable<(TRow Row, long Number)> rows = data.Select((row, number) => (row, (long)number));
        return new Cursor(columns, rows.GetEnumerator(), columnsNeeded);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(ObjectColumns<TRow> columns, IEnumerator<(TRow Row, long Number)> rows, IEnumerable<DataViewSchema.Column> needed)
        : ViewCursor(columns.Schema, needed)
    {
        protected override bool MoveNextCore() => rows.MoveNext();

        protected override Delegate MakeGetter(DataViewSchema.Column column) => columns.Getter(column.Index, () => rows.Current.Row);

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId id) => id = new DataViewRowId((ulong)rows.Current.Number, 0);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                rows.Dispose();
            base.Dispose(disposing);
        }
    }
}

internal static class Shuffle
{
    /// <summary>0 to count-1 in random order; in their own order where there is no source of chance.</summary>
    public static long[] Order(long count, Random random)
    {
        var order = new long[count];
        for (long i = 0; i < count; i++)
            order[i] = i;
        for (long i = random is null ? 0 : count - 1; i > 0; i--) {
            long j = random.NextInt64(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }
}
