using System.Runtime.InteropServices;

namespace MLNetUnlearning.Data;

/// <summary>Pixels of rows as they come in: bytes as long as all rows are bytes, numbers from the first row on that is not. Vectors are
/// numbers.</summary>
/// <remarks>
/// Where the number of rows was said beforehand, they are written where they stay. Otherwise they go into chunks, and each chunk is
/// freed as it is copied to its place.
/// </remarks>
internal sealed class PixelRows(FeatureShape shape) : IDisposable
{
    private const long ChunkBytes = 16 << 20; // where nobody knows how many rows come
    private const long MostBytes = 1 << 30; // a span holds 2 GiB
    private readonly List<Chunk> chunks = [];
    private ScalarType type = ScalarType.Byte;
    private long expected;

    /// <summary>Says that so many rows are still to come; null: nobody knows.</summary>
    public void Expect(long? rows) => expected += rows ?? 0;

    /// <summary>Adds the row that <paramref name="row"/> currently holds.</summary>
    public void Add(RowPixels row)
    {
        if (type == ScalarType.Byte && !row.AreBytes) TurnIntoNumbers();
        if (chunks.Count == 0 || chunks[^1].IsFull) chunks.Add(new Chunk(Empty(RowsOfNextChunk()), 0));
        var (rows, count) = chunks[^1];
        var rowBytes = shape.Size * (type == ScalarType.Byte ? 1 : sizeof(float));
        var bytes = rows.bytes.Slice((int)count * rowBytes, rowBytes);
        if (type == ScalarType.Byte) row.Bytes.CopyTo(bytes);
        else row.CopyUnitTo(MemoryMarshal.Cast<byte, float>(bytes));
        chunks[^1] = new Chunk(rows, count + 1);
        if (expected > 0) expected--;
    }

    /// <summary>All rows, N x C x H x W, or N x F of vectors. Nothing can be added afterwards.</summary>
    public Tensor ToTensor()
    {
        if (chunks is [var only]) return only.Filled();
        var all = Empty(chunks.Sum(chunk => chunk.Count));
        var start = 0L;
        foreach (var chunk in chunks)
        {
            using var place = all.narrow(0, start, chunk.Count);
            using var filled = chunk.Filled();
            place.copy_(filled);
            chunk.Rows.Dispose();
            start += chunk.Count;
        }
        return all;
    }

    /// <summary>Frees the rows that are in no tensor of all.</summary>
    public void Dispose() => chunks.ForEach(chunk => chunk.Rows.Dispose());

    private void TurnIntoNumbers()
    {
        type = ScalarType.Float32;
        for (var i = 0; i < chunks.Count; i++)
        {
            using var bytes = chunks[i].Rows;
            using var filled = chunks[i].Filled();
            using var numbers = filled.to(ScalarType.Float32).div_(255f);
            chunks[i] = chunks[i] with { Rows = Empty(bytes.shape[0]) };
            using var place = chunks[i].Filled();
            place.copy_(numbers);
        }
    }

    private long RowsOfNextChunk() =>
        Math.Max(1, expected > 0 ? Math.Min(expected, MostBytes / sizeof(float) / shape.Size) : ChunkBytes / shape.Size);

    private Tensor Empty(long rows) => NewTensor.Empty([rows, .. shape.Sizes], type).DetachFromDisposeScope();

    /// <param name="Rows">Room for rows.</param>
    /// <param name="Count">How many there are.</param>
    private readonly record struct Chunk(Tensor Rows, long Count)
    {
        public bool IsFull => Count == Rows.shape[0];

        /// <summary>The rows that are there, without the room behind them.</summary>
        public Tensor Filled() => Rows.narrow(0, 0, Count);
    }
}
