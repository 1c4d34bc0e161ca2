namespace MLNetUnlearning.Data;

/// <summary>Some rows of a view, chosen by row id, in the order of the view. Values of the other rows are never computed.</summary>
/// <param name="input">The view.</param>
/// <param name="ids">The rows to keep or, if <paramref name="keep"/> is false, to leave out.</param>
/// <param name="keep">Whether the ids name the rows to keep.</param>
/// <param name="rowCount">The number of remaining rows.</param>
internal sealed class RowFilterView(IDataView input, IReadOnlySet<DataViewRowId> ids, bool keep, long rowCount) : IDataView
{
    public DataViewSchema Schema => input.Schema;

    public bool CanShuffle => input.CanShuffle;

    public long? GetRowCount() => rowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, input.GetRowCursor(columnsNeeded, rand));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        Array.ConvertAll(input.GetRowCursorSet(columnsNeeded, n, rand), cursor => new Cursor(this, cursor));

    private bool Keeps(DataViewRowId id) => ids.Contains(id) == keep;

    private sealed class Cursor : WrappedCursor
    {
        private readonly RowFilterView view;
        private readonly ValueGetter<DataViewRowId> getId;
        private long position = -1;
        private DataViewRowId id;

        public Cursor(RowFilterView view, DataViewRowCursor input) : base(input, view.Schema) =>
            (this.view, getId) = (view, input.GetIdGetter());

        public override long Position => position;

        public override bool MoveNext()
        {
            while (Input.MoveNextNamingFiles())
            {
                getId(ref id);
                if (!view.Keeps(id)) continue;
                position++;
                return true;
            }
            position = -1;
            return false;
        }
    }
}
