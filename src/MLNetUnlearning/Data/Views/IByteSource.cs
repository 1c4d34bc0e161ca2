using Microsoft.ML;

namespace MLNetUnlearning.Data;

/// <summary>A cursor that also has a number column as bytes. Training rows
/// are read from the bytes, without a conversion to floats.</summary>
internal interface IByteSource
{
    /// <summary>Whether the column is active and all its numbers are bytes, which <see cref="Bytes"/> then holds.</summary>
    bool HasBytes(DataViewSchema.Column column);

    /// <summary>The bytes of the current row, valid until the cursor moves on.</summary>
    ReadOnlySpan<byte> Bytes { get; }
}
