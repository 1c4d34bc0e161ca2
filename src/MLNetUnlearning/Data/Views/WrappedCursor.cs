namespace MLNetUnlearning.Data;

/// <summary>A cursor over another cursor, with the same rows and columns unless a derived class changes them.</summary>
internal abstract class WrappedCursor(DataViewRowCursor input, DataViewSchema schema) : DataViewRowCursor, IByteSource
{
    private bool disposed;

    /// <summary>The inner cursor.</summary>
    protected DataViewRowCursor Input { get; } = input;

    public override DataViewSchema Schema { get; } = schema;

    public override long Position => Input.Position;

    public override long Batch => Input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => Input.IsColumnActive(Input.Schema[column.Index]);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        Input.GetGetter<TValue>(Input.Schema[column.Index]);

    public ReadOnlySpan<byte> Bytes => ((IByteSource)Input).Bytes;

    public bool HasBytes(DataViewSchema.Column column) =>
        column.Index < Input.Schema.Count && Input is IByteSource source && source.HasBytes(Input.Schema[column.Index]);

    public override bool MoveNext() => Input.MoveNextNamingFiles();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed) Input.Dispose();
        disposed = true;
        base.Dispose(disposing);
    }
}

/// <summary>A cursor that also has a number column as bytes. Training rows
/// are read from the bytes, without a conversion to floats.</summary>
internal interface IByteSource
{
    /// <summary>Whether the column is active and all its numbers are bytes, which <see cref="Bytes"/> then holds.</summary>
    bool HasBytes(DataViewSchema.Column column);

    /// <summary>The bytes of the current row, valid until the cursor moves on.</summary>
    ReadOnlySpan<byte> Bytes { get; }
}
