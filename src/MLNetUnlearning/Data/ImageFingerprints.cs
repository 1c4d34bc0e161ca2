using System.Buffers.Binary;

namespace MLNetUnlearning.Data;

/// <summary>A set of images, known by their fingerprints: what a classifier remembers of the rows it was trained on.</summary>
/// <remarks>16 bytes per different image; lookups are a binary search.</remarks>
public sealed class ImageFingerprints
{
    private const int BytesEach = 16;
    private readonly ImageFingerprint[] sorted;

    private ImageFingerprints(ImageFingerprint[] sorted) => this.sorted = sorted;

    /// <summary>The set without images.</summary>
    public static ImageFingerprints Empty { get; } = new([]);

    /// <summary>Number of different images.</summary>
    public int Count => sorted.Length;

    /// <summary>The set of these images; repeated ones count once.</summary>
    /// <param name="rows">Fingerprints in any order.</param>
    public static ImageFingerprints FromRows(IEnumerable<ImageFingerprint> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var distinct = rows.Distinct().ToArray();
        Array.Sort(distinct);
        return new ImageFingerprints(distinct);
    }

    /// <summary>Reads back what <see cref="ToBytes"/> wrote.</summary>
    /// <param name="bytes">16 bytes per fingerprint.</param>
    /// <exception cref="FormatException">The length is no multiple of 16, or the fingerprints are not ascending.</exception>
    public static ImageFingerprints FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % BytesEach != 0) throw new FormatException($"Expected {BytesEach} bytes per fingerprint, got {bytes.Length} bytes.");
        var read = new ImageFingerprint[bytes.Length / BytesEach];
        for (var i = 0; i < read.Length; i++)
        {
            var one = bytes.Slice(i * BytesEach, BytesEach);
            read[i] = new ImageFingerprint(BinaryPrimitives.ReadUInt64BigEndian(one), BinaryPrimitives.ReadUInt64BigEndian(one[8..]));
            if (i > 0 && read[i - 1].CompareTo(read[i]) >= 0) throw new FormatException($"Fingerprint {i} is not above the one before it.");
        }
        return new ImageFingerprints(read);
    }

    /// <summary>Whether the set holds an image.</summary>
    /// <param name="fingerprint">The image's fingerprint.</param>
    public bool Contains(ImageFingerprint fingerprint) => Array.BinarySearch(sorted, fingerprint) >= 0;

    /// <summary>The numbers of those rows, counted from 0, whose image the set holds.</summary>
    /// <param name="rows">The fingerprints of the rows.</param>
    public long[] RowsAmong(IReadOnlyList<ImageFingerprint> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Enumerable.Range(0, rows.Count).Where(row => Contains(rows[row])).Select(row => (long)row).ToArray();
    }

    /// <summary>The fingerprints in ascending order, a copy.</summary>
    public ImageFingerprint[] ToArray() => [.. sorted];

    /// <summary>The fingerprints in ascending order, 16 bytes each, most significant byte first.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[sorted.Length * BytesEach];
        for (var i = 0; i < sorted.Length; i++)
        {
            var one = bytes.AsSpan(i * BytesEach, BytesEach);
            BinaryPrimitives.WriteUInt64BigEndian(one, sorted[i].High);
            BinaryPrimitives.WriteUInt64BigEndian(one[8..], sorted[i].Low);
        }
        return bytes;
    }
}
