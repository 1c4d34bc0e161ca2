using Microsoft.ML.Data;
namespace Microsoft.ML.Transforms;

/// <summary>A view with the columns that a mapper adds, computed row by row, and only where they are asked for.</summary>
internal sealed class MappedView(IDataView source, RowMapper mapper) : IDataView
{
    public DataViewSchema Schema => mapper.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var columns = columnsNeeded.ToList();
        return new MappedCursor(mapper, source.GetRowCursor(mapper.GetDependencies(columns), rand), columns);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var columns = columnsNeeded.ToList();
        DataViewRowCursor[] cursors = source.GetRowCursorSet(mapper.GetDependencies(columns), n, rand);
        return Array.ConvertAll(cursors, cursor => (DataViewRowCursor)new MappedCursor(mapper, cursor, columns));
    }
}

/// <summary>A cursor with the columns that a mapper adds.</summary>
internal sealed class MappedCursor(RowMapper mapper, DataViewRowCursor input, IEnumerable<DataViewSchema.Column> columns) : DataViewRowCursor
{
    private readonly MappedRow _row = new(mapper, input, columns.Select(column => column.Index));

    public override DataViewSchema Schema => _row.Schema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _row.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _row.GetGetter<TValue>(column);

    public override bool MoveNext() => input.MoveNext();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _row.Dispose();
        base.Dispose(disposing);
    }
}
