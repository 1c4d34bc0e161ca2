using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MLNetUnlearning;

/// <summary>Rows that a classifier remembers, each by a fingerprint under the classifier's <see cref="FingerprintKey"/>. Equal rows count
/// as often as they occur.</summary>
/// <remarks>It takes 16 bytes for each row. A lookup is a binary search.</remarks>
public sealed class RowFingerprints
{
    private const int BytesEach = 16;
    private readonly RowFingerprint[] sorted;

    private RowFingerprints(RowFingerprint[] sorted) => this.sorted = sorted;

    /// <summary>No rows.</summary>
    public static RowFingerprints Empty { get; } = new([]);

    /// <summary>Number of rows; equal rows count as often as they occur.</summary>
    public int Count => sorted.Length;

    /// <summary>The fingerprints in ascending order.</summary>
    internal IReadOnlyList<RowFingerprint> Hashes => sorted;

    /// <summary>How many rows there are.</summary>
    public override string ToString() => $"{Count} rows";

    /// <summary>Remembers rows by their fingerprints, in any order.</summary>
    internal static RowFingerprints Of(IEnumerable<RowFingerprint> rows)
    {
        var all = rows.ToArray();
        Array.Sort(all);
        return new RowFingerprints(all);
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <param name="bytes">16 bytes per fingerprint.</param>
    /// <exception cref="FormatException">The length is not a multiple of 16, or the fingerprints are not in ascending order.</exception>
    internal static RowFingerprints FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % BytesEach != 0)
            throw new FormatException($"Expected {BytesEach} bytes per fingerprint, got {bytes.Length} bytes.");
        var read = new RowFingerprint[bytes.Length / BytesEach];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = RowFingerprint.Read(bytes[(i * BytesEach)..]);
            if (i > 0 && read[i - 1].CompareTo(read[i]) > 0) throw new FormatException($"Fingerprint {i} is below the one before it.");
        }
        return new RowFingerprints(read);
    }

    /// <summary>How many of the rows have this fingerprint.</summary>
    internal int CountOf(RowFingerprint row)
    {
        var first = FirstNotBelow(row);
        var end = first;
        while (end < sorted.Length && sorted[end] == row) end++;
        return end - first;
    }

    /// <summary>Each fingerprint as often as in that of the two lists which has it more often.</summary>
    internal RowFingerprints WithAtLeast(IReadOnlyDictionary<RowFingerprint, int> counts) => Of(
        sorted.Concat(counts.SelectMany(other => Enumerable.Repeat(other.Key, Math.Max(0, other.Value - CountOf(other.Key))))));

    /// <summary>The same rows under fingerprints that are made from these.</summary>
    internal RowFingerprints Select(Func<RowFingerprint, RowFingerprint> fingerprint) => Of(sorted.Select(fingerprint));

    /// <summary>The fingerprints in ascending order, 16 bytes each, most significant byte first.</summary>
    internal byte[] ToBytes()
    {
        var bytes = new byte[sorted.Length * BytesEach];
        for (var i = 0; i < sorted.Length; i++) sorted[i].Write(bytes.AsSpan(i * BytesEach));
        return bytes;
    }

    private int FirstNotBelow(RowFingerprint row)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle].CompareTo(row) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}

/// <summary>Identifies a row by 128 bits of a hash. <see cref="FingerprintKey"/> makes one of it that may be kept.</summary>
/// <remarks>The same image has the same fingerprint whether its pixels are stated as 0 to 255 or as k/255. The label is not part of it.
/// Where pixels are not bytes, the fingerprint is taken from their 32-bit numbers from 0 to 1.</remarks>
internal readonly record struct RowFingerprint(ulong High, ulong Low) : IComparable<RowFingerprint>
{
    /// <summary>Orders fingerprints as 128-bit numbers.</summary>
    public int CompareTo(RowFingerprint other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    /// <summary>The fingerprint as 32 hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";

    /// <summary>The first 16 of the bytes.</summary>
    public static RowFingerprint Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Writes 16 bytes, most significant byte first.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }

    /// <summary>The fingerprint of bytes.</summary>
    public static RowFingerprint Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Read(hash);
    }

    /// <summary>The fingerprint of numbers.</summary>
    public static RowFingerprint Of(ReadOnlySpan<float> numbers) => Of(MemoryMarshal.AsBytes(numbers));

    /// <summary>The fingerprint of this row together with an id.</summary>
    public RowFingerprint With(string id)
    {
        var bytes = new byte[16 + System.Text.Encoding.UTF8.GetMaxByteCount(id.Length)];
        Write(bytes);
        var length = System.Text.Encoding.UTF8.GetBytes(id, bytes.AsSpan(16));
        return Of(bytes.AsSpan(0, 16 + length));
    }
}
