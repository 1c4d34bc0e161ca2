using System.Runtime.InteropServices;
using MLNetUnlearning.Data;
using TorchSharp;

namespace MLNetUnlearning.Files;

/// <summary>Reads the numbers of a stored tensor into an existing one, so
/// that a file does not determine how much memory is allocated.</summary>
internal static class TensorFiller
{
    private const int NumbersAtOnce = 16384;

    private delegate void Conversion(ReadOnlySpan<byte> from, Span<byte> to);

    private static readonly Dictionary<(NumberType, ScalarType), Conversion> Conversions = new()
    {
        [(NumberType.F64, ScalarType.Float32)] = (from, to) => Convert<double, float>(from, to, value => (float)value),
        [(NumberType.F16, ScalarType.Float32)] = (from, to) => Convert<Half, float>(from, to, value => (float)value),
        // the upper half of a float32
        [(NumberType.BF16, ScalarType.Float32)] = (from, to) =>
            Convert<ushort, float>(from, to, value => BitConverter.UInt32BitsToSingle((uint)value << 16)),
        [(NumberType.I32, ScalarType.Int64)] = (from, to) => Convert<int, long>(from, to, value => value),
    };

    /// <summary>Fills a tensor.</summary>
    /// <param name="target">A contiguous tensor of Float32 or Int64 on the CPU, with as many numbers as are stored.</param>
    /// <param name="stored">The position of the numbers: any floating-point type for Float32, any signed integer type for Int64.</param>
    /// <param name="stream">The stream that contains the weights.</param>
    /// <exception cref="ModelFileException">The types do not match, or the stream ends too early.</exception>
    public static void Fill(Tensor target, StoredTensor stored, Stream stream)
    {
        if (stored.Strides is { } strides && !Strides.AreRowByRow(stored.Shape, strides)) FillStrided(target, stored, strides, stream);
        else FillRowByRow(target, stored, stream);
    }

    private static void FillRowByRow(Tensor target, StoredTensor stored, Stream stream)
    {
        stream.Position = stored.Start;
        try
        {
            if (stored.Type == (target.dtype == ScalarType.Int64 ? NumberType.I64 : NumberType.F32)) stream.ReadExactly(target.bytes);
            else if (Conversions.TryGetValue((stored.Type, target.dtype), out var convert))
                FillConverted(target.bytes, stored, stream, convert);
            else throw new ModelFileException($"Tensor '{stored.Name}' holds {stored.Type.Name}, which cannot be read as {target.dtype}.");
        }
        catch (EndOfStreamException error)
        {
            throw new ModelFileException($"The file ends within tensor '{stored.Name}'.", error);
        }
    }

    /// <summary>Refuses weights and statistics of a network that diverged, or that single precision cannot hold.</summary>
    /// <exception cref="ModelFileException">A number is not finite.</exception>
    public static void ThrowIfNotFinite(Tensor filled, string name)
    {
        using var scope = NewDisposeScope();
        if (!filled.isfinite().all().ToBoolean())
            throw new ModelFileException($"Tensor '{name}' has numbers that are not finite (NaN or infinite): its training diverged.");
    }

    private static void FillStrided(Tensor target, StoredTensor stored, long[] strides, Stream stream)
    {
        var count = Strides.Reach(stored.Shape, strides);
        using var stretch = NewTensor.Empty([count], target.dtype);
        FillRowByRow(stretch, stored with { Shape = [count], Length = count * stored.Type.Size }, stream);
        Strides.Gather(stretch.bytes, target.bytes, stored.Shape, strides);
    }

    private static void FillConverted(Span<byte> target, StoredTensor stored, Stream stream, Conversion convert)
    {
        var buffer = new byte[NumbersAtOnce * stored.Type.Size];
        var scale = target.Length == 0 ? 1 : target.Length / (stored.Length / stored.Type.Size); // bytes per number in the target
        for (var left = stored.Length; left > 0;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, left));
            stream.ReadExactly(part);
            var converted = (int)(part.Length / stored.Type.Size * scale);
            convert(part, target[..converted]);
            target = target[converted..];
            left -= part.Length;
        }
    }

    private static void Convert<TFrom, TTo>(ReadOnlySpan<byte> from, Span<byte> to, Func<TFrom, TTo> convert)
        where TFrom : struct
        where TTo : struct
    {
        var source = MemoryMarshal.Cast<byte, TFrom>(from);
        var target = MemoryMarshal.Cast<byte, TTo>(to);
        for (var i = 0; i < source.Length; i++) target[i] = convert(source[i]);
    }
}

/// <summary>Handles tensors that are not stored row by row, such as slices and transposed ones.</summary>
internal static class Strides
{
    /// <summary>Whether the numbers are stored row by row without gaps.</summary>
    public static bool AreRowByRow(long[] shape, long[] strides)
    {
        var expected = 1L;
        for (var i = shape.Length - 1; i >= 0; expected *= shape[i--])
            if (shape[i] != 1 && strides[i] != expected) return false;
        return true;
    }

    /// <summary>The count of numbers from the first to the last one of the tensor. On overflow it is more than any file has.</summary>
    public static long Reach(long[] shape, long[] strides)
    {
        if (shape.Contains(0)) return 0;
        Int128 last = 0;
        for (var i = 0; i < shape.Length; i++) last += (Int128)(shape[i] - 1) * strides[i];
        return (long)Int128.Min(last + 1, long.MaxValue);
    }

    /// <summary>Copies numbers of any size into row-by-row order.</summary>
    /// <param name="from">The bytes, beginning with the first number.</param>
    /// <param name="to">The target, with room for as many numbers as the shape has.</param>
    /// <param name="shape">The size of each dimension.</param>
    /// <param name="strides">The distance between neighbouring numbers in <paramref name="from"/>, by dimension.</param>
    public static void Gather(ReadOnlySpan<byte> from, Span<byte> to, long[] shape, long[] strides)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        if (count == 0) return;
        var size = (int)(to.Length / count);
        var index = new long[shape.Length];
        var place = 0L;
        for (var done = 0; done < count; done++)
        {
            from.Slice((int)(place * size), size).CopyTo(to[(done * size)..]);
            for (var i = shape.Length - 1; i >= 0; i--) // the last index changes fastest
            {
                place += strides[i];
                if (++index[i] < shape[i]) break;
                place -= strides[i] * shape[i];
                index[i] = 0;
            }
        }
    }
}
