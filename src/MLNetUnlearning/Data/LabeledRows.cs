using static TorchSharp.torch;

namespace MLNetUnlearning.Data;

/// <summary>Images and their classes, in CPU memory; owns its two tensors.</summary>
/// <remarks>Bytes are kept as bytes (a quarter of the memory) and become numbers of 0 to 1 batch by batch.</remarks>
public sealed class LabeledRows : IDisposable
{
    /// <summary>Takes over two tensors; they are freed with this object, by no dispose scope.</summary>
    /// <param name="pixels">N x C x H x W on the CPU: <c>Byte</c> (k stands for k/255) or <c>Float32</c> (0 to 1).</param>
    /// <param name="labels">N class indices counted from 0, <c>Int64</c>, on the CPU.</param>
    /// <exception cref="ArgumentException">A tensor has another shape or element type, or the numbers of rows differ.</exception>
    public LabeledRows(Tensor pixels, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        if (pixels.shape.Length != 4) throw new ArgumentException($"Expected N x C x H x W, got {pixels.shape.Length} dimensions.", nameof(pixels));
        if (pixels.dtype is not (ScalarType.Byte or ScalarType.Float32))
            throw new ArgumentException($"Expected Byte or Float32, got {pixels.dtype}.", nameof(pixels));
        if (labels.shape.Length != 1 || labels.dtype != ScalarType.Int64 || labels.shape[0] != pixels.shape[0])
            throw new ArgumentException($"Expected {pixels.shape[0]} Int64 class indices.", nameof(labels));
        Pixels = pixels.DetachFromDisposeScope();
        Labels = labels.DetachFromDisposeScope();
    }

    /// <summary>The pixels, N x C x H x W: <c>Byte</c> (k stands for k/255) or <c>Float32</c> (0 to 1).</summary>
    public Tensor Pixels { get; }

    /// <summary>The class indices, counted from 0: N, <c>Int64</c>.</summary>
    public Tensor Labels { get; }

    /// <summary>Number of rows.</summary>
    public int Count => checked((int)Labels.shape[0]);

    /// <summary>A batch of images as networks take them: b x C x H x W, <c>Float32</c>, 0 to 1.</summary>
    /// <param name="indices">Row numbers, b, <c>Int64</c>, on the CPU.</param>
    /// <param name="device">Where the batch is to be; bytes travel there as bytes.</param>
    public Tensor Images(Tensor indices, Device device)
    {
        using var rows = Pixels.index_select(0, indices); // b x C x H x W
        if (rows.dtype == ScalarType.Float32) return rows.to(device);
        using var there = rows.to(device);
        return there.to(ScalarType.Float32).div_(255f);
    }

    /// <summary>The class indices of a batch: b, <c>Int64</c>.</summary>
    /// <param name="indices">Row numbers, b, <c>Int64</c>, on the CPU.</param>
    /// <param name="device">Where the batch is to be.</param>
    public Tensor LabelsAt(Tensor indices, Device device)
    {
        using var rows = Labels.index_select(0, indices);
        return rows.to(device);
    }

    /// <summary>A copy of some rows, in the order given.</summary>
    /// <param name="rows">Row numbers counted from 0.</param>
    public LabeledRows Select(long[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using var indices = tensor(rows);
        return new LabeledRows(Pixels.index_select(0, indices), Labels.index_select(0, indices));
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Pixels.Dispose();
        Labels.Dispose();
    }
}
