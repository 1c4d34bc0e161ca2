using Microsoft.ML;

namespace MLNetUnlearning.Data;

/// <summary>A cursor that knows a column of numbers as the bytes that it was made of: training rows are read from them without a detour
/// over floats.</summary>
internal interface IByteSource
{
    /// <summary>Whether every number of an active column is a byte, at hand in <see cref="Bytes"/>.</summary>
    bool HasBytes(DataViewSchema.Column column);

    /// <summary>The bytes of the current row; until the cursor moves on.</summary>
    ReadOnlySpan<byte> Bytes { get; }
}
