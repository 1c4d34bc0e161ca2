using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Data;

/// <summary>Some rows of a view, known by their row ids, in the view's order; the other rows' values are never computed.</summary>
/// <param name="input">The view.</param>
/// <param name="ids">The rows that are kept or, with <paramref name="keep"/> false, left out.</param>
/// <param name="keep">Whether the ids say what is kept.</param>
/// <param name="rowCount">How many rows remain.</param>
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

        public Cursor(RowFilterView view, DataViewRowCursor input) : base(input, view.Schema) => (this.view, getId) = (view, input.GetIdGetter());

        public override long Position => position;

        public override bool MoveNext()
        {
            while (Input.MoveNext())
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
