using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MLNetUnlearning.Data;

/// <summary>Pixels of rows as they come in: bytes as long as all rows are bytes, numbers from the first row on that is not.</summary>
/// <remarks>Rows go into chunks, so that growing never holds everything twice; each chunk is freed as it is copied to its place.</remarks>
internal sealed class PixelRows(FeatureShape shape) : IDisposable
{
    private const long ChunkBytes = 16 << 20;
    private readonly long rowsPerChunk = Math.Max(1, ChunkBytes / shape.Size);
    private readonly List<Tensor> chunks = [];
    private ScalarType type = ScalarType.Byte;
    private long count;

    /// <summary>Adds the row that <paramref name="row"/> holds at this moment.</summary>
    public void Add(RowPixels row)
    {
        if (type == ScalarType.Byte && !row.AreBytes) TurnIntoNumbers();
        if (count % rowsPerChunk == 0) chunks.Add(empty([rowsPerChunk, shape.Channels, shape.Height, shape.Width], type).DetachFromDisposeScope());
        var place = (int)(count++ % rowsPerChunk) * shape.Size;
        if (type == ScalarType.Byte) row.Bytes.CopyTo(chunks[^1].bytes.Slice(place, shape.Size));
        else row.CopyUnitTo(MemoryMarshal.Cast<byte, float>(chunks[^1].bytes).Slice(place, shape.Size));
    }

    /// <summary>All rows, N x C x H x W. Nothing can be added afterwards.</summary>
    public Tensor ToTensor()
    {
        var all = empty([count, shape.Channels, shape.Height, shape.Width], type);
        for (var i = 0; i < chunks.Count; i++)
        {
            var start = i * rowsPerChunk;
            var rows = Math.Min(rowsPerChunk, count - start);
            using var place = all.narrow(0, start, rows);
            using var filled = chunks[i].narrow(0, 0, rows);
            place.copy_(filled);
            chunks[i].Dispose();
        }
        return all;
    }

    /// <summary>Frees the rows that are in no tensor of all.</summary>
    public void Dispose() => chunks.ForEach(chunk => chunk.Dispose());

    private void TurnIntoNumbers()
    {
        type = ScalarType.Float32;
        for (var i = 0; i < chunks.Count; i++)
        {
            using var bytes = chunks[i];
            chunks[i] = bytes.to(ScalarType.Float32).div_(255f).DetachFromDisposeScope();
        }
    }
}
