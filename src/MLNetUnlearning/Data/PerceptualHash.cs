using System.Numerics;

namespace MLNetUnlearning.Data;

/// <summary>A perceptual hash of an image: 64 bits that hardly change when the image is encoded again or resized.</summary>
/// <remarks>The image is averaged over colors and over 9 x 8 fields; each bit says whether a field is clearly brighter than the one to its
/// left ("difference hash"). It warns of near-duplicates and decides nothing.</remarks>
internal static class PerceptualHash
{
    /// <summary>The most bits in which two near-duplicates differ.</summary>
    public const int MostDifferentBits = 6;

    private const int Columns = 9, Rows = 8;
    private const float Clearly = 2f / 255; // encoding noise in a plain area is no difference

    /// <summary>Whether rows of this shape have a hash: images of at least 9 x 8 pixels. A vector has no look.</summary>
    public static bool IsDefinedFor(FeatureShape shape) => !shape.IsVector && shape.Width >= Columns && shape.Height >= Rows;

    /// <summary>The hash of an image of 0 to 1, one color plane after the other.</summary>
    public static ulong Of(ReadOnlySpan<float> pixels, FeatureShape shape)
    {
        Span<float> fields = stackalloc float[Columns * Rows];
        for (var row = 0; row < Rows; row++)
            for (var column = 0; column < Columns; column++)
                fields[row * Columns + column] = MeanOf(pixels, shape, row, column);
        var hash = 0UL;
        for (var row = 0; row < Rows; row++)
            for (var column = 1; column < Columns; column++)
                hash = hash << 1 | (fields[row * Columns + column] > fields[row * Columns + column - 1] + Clearly ? 1UL : 0);
        return hash;
    }

    /// <summary>Finds the images that look like one of <paramref name="others"/>: their positions, in ascending order.</summary>
    /// <remarks>Hashes that differ in at most 6 of 64 bits agree in one of their eight bytes, so only those are compared. A hash without
    /// any set bit is a plain image and like every other plain one; it is left out.</remarks>
    public static IEnumerable<int> Like(IReadOnlyList<ulong> images, IEnumerable<ulong> others, CancellationToken cancellationToken)
    {
        var known = others.Where(hash => hash != 0).Distinct().ToArray();
        var byByte = Enumerable.Range(0, 8).Select(place => known.ToLookup(hash => ByteOf(hash, place))).ToArray();
        for (var image = 0; image < images.Count; image++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var hash = images[image];
            if (hash == 0) continue;
            var isLike = Enumerable.Range(0, 8).Any(place => byByte[place][ByteOf(hash, place)]
                .Any(other => BitOperations.PopCount(hash ^ other) <= MostDifferentBits));
            if (isLike) yield return image;
        }
    }

    private static byte ByteOf(ulong hash, int place) => (byte)(hash >> 8 * place);

    private static float MeanOf(ReadOnlySpan<float> pixels, FeatureShape shape, int row, int column)
    {
        var (top, bottom) = (row * shape.Height / Rows, (row + 1) * shape.Height / Rows);
        var (left, right) = (column * shape.Width / Columns, (column + 1) * shape.Width / Columns);
        var sum = 0f;
        for (var channel = 0; channel < shape.Channels; channel++)
            for (var y = top; y < bottom; y++)
                for (var x = left; x < right; x++)
                    sum += pixels[(channel * shape.Height + y) * shape.Width + x];
        return sum / (shape.Channels * (bottom - top) * (right - left));
    }
}
