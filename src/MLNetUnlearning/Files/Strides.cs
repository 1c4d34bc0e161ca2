namespace MLNetUnlearning.Files;

/// <summary>Tensors whose numbers do not lie row by row, as slices and transposed ones are saved.</summary>
internal static class Strides
{
    /// <summary>Whether the numbers lie row by row without gaps.</summary>
    public static bool AreRowByRow(long[] shape, long[] strides)
    {
        var expected = 1L;
        for (var i = shape.Length - 1; i >= 0; expected *= shape[i--])
            if (shape[i] != 1 && strides[i] != expected) return false;
        return true;
    }

    /// <summary>How many numbers lie from the first to the last of the tensor; more than any file has instead of an overflow.</summary>
    public static long Reach(long[] shape, long[] strides)
    {
        if (shape.Contains(0)) return 0;
        Int128 last = 0;
        for (var i = 0; i < shape.Length; i++) last += (Int128)(shape[i] - 1) * strides[i];
        return (long)Int128.Min(last + 1, long.MaxValue);
    }

    /// <summary>Copies numbers of any type to where they lie row by row.</summary>
    /// <param name="from">The bytes from the first number on.</param>
    /// <param name="to">As many numbers as the shape has.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="strides">How far apart the numbers lie in <paramref name="from"/>.</param>
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
            for (var i = shape.Length - 1; i >= 0; i--) // the last index runs fastest
            {
                place += strides[i];
                if (++index[i] < shape[i]) break;
                place -= strides[i] * shape[i];
                index[i] = 0;
            }
        }
    }
}
