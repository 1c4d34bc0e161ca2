using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MLNetUnlearning.Data;

/// <summary>Collects the pixels of rows. They are stored as bytes until the
/// first row whose pixels are not bytes, and as numbers from then on.</summary>
/// <remarks>Rows are collected in chunks, so that growing never holds all rows
/// twice. Each chunk is freed once it is copied into the final tensor.</remarks>
internal sealed class PixelRows(FeatureShape shape) : IDisposable
{
    private const long ChunkBytes = 16 << 20;
    private readonly long rowsPerChunk = Math.Max(1, ChunkBytes / shape.Size);
    private readonly List<Tensor> chunks = [];
    private ScalarType type = ScalarType.Byte;
    private long count;

    /// <summary>Adds the row that <paramref name="row"/> currently holds.</summary>
    public void Add(RowPixels row)
    {
        if (type == ScalarType.Byte && !row.AreBytes) TurnIntoNumbers();
        if (count % rowsPerChunk == 0)
            chunks.Add(empty([rowsPerChunk, shape.Channels, shape.Height, shape.Width], type).DetachFromDisposeScope());
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

    /// <summary>Frees the rows that were not moved into the final tensor.</summary>
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
