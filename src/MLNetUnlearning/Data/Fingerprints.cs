using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MLNetUnlearning;

/// <summary>A set of images, identified by fingerprints. A classifier remembers its training rows this way.</summary>
/// <remarks>It takes 16 bytes for each distinct image. A lookup is a binary search.</remarks>
public sealed class RowFingerprints
{
    private const int BytesEach = 16;
    private readonly RowFingerprint[] sorted;

    private RowFingerprints(RowFingerprint[] sorted) => this.sorted = sorted;

    /// <summary>The set of no images.</summary>
    public static RowFingerprints Empty { get; } = new([]);

    /// <summary>Number of distinct images.</summary>
    public int Count => sorted.Length;

    /// <summary>Makes the set of these images; repeated ones count once.</summary>
    /// <param name="rows">Fingerprints in any order.</param>
    public static RowFingerprints FromRows(IEnumerable<RowFingerprint> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var distinct = rows.Distinct().ToArray();
        Array.Sort(distinct);
        return new RowFingerprints(distinct);
    }

    /// <summary>This set extended by further rows.</summary>
    internal RowFingerprints With(IEnumerable<RowFingerprint> rows) => FromRows(sorted.Concat(rows));

    /// <summary>Reads a set that <see cref="ToBytes"/> wrote.</summary>
    /// <param name="bytes">16 bytes per fingerprint.</param>
    /// <exception cref="FormatException">The length is not a multiple of 16, or the fingerprints are not in ascending order.</exception>
    public static RowFingerprints FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % BytesEach != 0)
            throw new FormatException($"Expected {BytesEach} bytes per fingerprint, got {bytes.Length} bytes.");
        var read = new RowFingerprint[bytes.Length / BytesEach];
        for (var i = 0; i < read.Length; i++)
        {
            var one = bytes.Slice(i * BytesEach, BytesEach);
            read[i] = new RowFingerprint(BinaryPrimitives.ReadUInt64BigEndian(one), BinaryPrimitives.ReadUInt64BigEndian(one[8..]));
            if (i > 0 && read[i - 1].CompareTo(read[i]) >= 0) throw new FormatException($"Fingerprint {i} is not above the one before it.");
        }
        return new RowFingerprints(read);
    }

    /// <summary>Whether the set contains an image.</summary>
    /// <param name="fingerprint">The image's fingerprint.</param>
    public bool Contains(RowFingerprint fingerprint) => Array.BinarySearch(sorted, fingerprint) >= 0;

    /// <summary>The numbers, counted from 0, of the rows whose image is in the set.</summary>
    /// <param name="rows">The fingerprints of the rows.</param>
    public long[] RowsAmong(IReadOnlyList<RowFingerprint> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Enumerable.Range(0, rows.Count).Where(row => Contains(rows[row])).Select(row => (long)row).ToArray();
    }

    /// <summary>A copy of the fingerprints, in ascending order.</summary>
    public RowFingerprint[] ToArray() => [.. sorted];

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

/// <summary>Identifies an image by 128 bits of the SHA-256 of its pixels.</summary>
/// <remarks>The same image has the same fingerprint whether its pixels are stated as 0 to 255 or as k/255. The label is not part of it.
/// Where pixels are not bytes, the fingerprint is taken from their 32-bit numbers from 0 to 1.</remarks>
/// <param name="High">The first 64 bits.</param>
/// <param name="Low">The last 64 bits.</param>
public readonly record struct RowFingerprint(ulong High, ulong Low) : IComparable<RowFingerprint>
{
    /// <summary>Orders fingerprints as 128-bit numbers.</summary>
    /// <param name="other">The fingerprint to compare with.</param>
    public int CompareTo(RowFingerprint other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    /// <summary>The fingerprint as 32 hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";

    internal static RowFingerprint Of(ReadOnlySpan<byte> pixels)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(pixels, hash);
        return new RowFingerprint(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }

    internal static RowFingerprint Of(ReadOnlySpan<float> pixels) => Of(MemoryMarshal.AsBytes(pixels));
}
