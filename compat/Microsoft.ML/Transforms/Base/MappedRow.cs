using Microsoft.ML.Data;
namespace Microsoft.ML.Transforms;

/// <summary>A row with the columns that a mapper adds; disposing of it disposes of the input row.</summary>
internal sealed class MappedRow : DataViewRow
{
    private readonly RowMapper _mapper;
    private readonly DataViewRow _input;
    private readonly Delegate[] _getters;
    private readonly Action _disposer;
    private bool _disposed;

    public MappedRow(RowMapper mapper, DataViewRow input, IEnumerable<int> activeColumns)
    {
        _mapper = mapper;
        _input = input;
        (_getters, _disposer) = mapper.CreateGetters(input, activeColumns.ToHashSet());
    }

    public override DataViewSchema Schema => _mapper.OutputSchema;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _mapper.PassedFrom(column.Index) is int index
        ? _input.IsColumnActive(_input.Schema[index])
        : _getters[column.Index] is not null;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (_mapper.PassedFrom(column.Index) is int index)
            return _input.GetGetter<TValue>(_input.Schema[index]);
        Delegate getter = _getters[column.Index]
            ?? throw new ArgumentOutOfRangeException(nameof(column), "requested column not active.");
        return RowGetters.Typed<TValue>(getter, column);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _disposer?.Invoke();
            _input.Dispose();
        }
        base.Dispose(disposing);
    }
}
