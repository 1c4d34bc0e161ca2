namespace Microsoft.ML.Data;

/// <summary>A cursor at the source of rows: position, which columns are active, checks.</summary>
internal abstract class ViewCursor : DataViewRowCursor
{
    private readonly HashSet<int> _active;
    private long _position = -1;
    private bool _ended;

    protected ViewCursor(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        Schema = schema;
        _active = [.. columnsNeeded.Select(column => column.Index)];
    }

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema { get; }

    public override bool IsColumnActive(DataViewSchema.Column column) =>
        column.Index < Schema.Count ? _active.Contains(column.Index) : throw new ArgumentOutOfRangeException(nameof(column));

    public override bool MoveNext()
    {
        if (_ended || !MoveNextCore()) {
            End();
            return false;
        }
        _position++;
        return true;
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new ArgumentOutOfRangeException(nameof(column), "requested column not active");
        return RowGetters.Typed<TValue>(MakeGetter(column), column);
    }

    protected override void Dispose(bool disposing)
    {
        End();
        base.Dispose(disposing);
    }

    protected abstract bool MoveNextCore();

    protected abstract Delegate MakeGetter(DataViewSchema.Column column);

    /// <summary>After the last row a cursor stands nowhere.</summary>
    private void End() => (_ended, _position) = (true, -1);
}
