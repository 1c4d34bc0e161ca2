using System.Buffers.Binary;

namespace MLNetUnlearning;

/// <summary>The rows that a classifier has forgotten in all requests so far, known under its <see cref="FingerprintKey"/>. They never count
/// as retained again.</summary>
/// <remarks>A row is its features, together with its id where the classifier was trained with an id column. Without ids, equal features
/// count as often as they were forgotten, so that the equal row of another person stays. A picture that was encoded again or resized is
/// another row.</remarks>
public sealed class ForgottenRows
{
    private const int BytesEach = 40;
    private readonly ForgottenRow[] sorted;
    private readonly Dictionary<RowFingerprint, int> counts;
    private readonly Dictionary<RowFingerprint, int> labelled;

    private ForgottenRows(IEnumerable<ForgottenRow> rows)
    {
        sorted = [.. rows.Order()];
        counts = sorted.CountBy(row => row.Row).ToDictionary();
        labelled = sorted.CountBy(row => row.Labelled).ToDictionary();
    }

    /// <summary>No rows.</summary>
    public static ForgottenRows Empty { get; } = new([]);

    /// <summary>Number of rows; equal rows count as often as they were forgotten.</summary>
    public int Count => sorted.Length;

    /// <summary>How many rows there are.</summary>
    public override string ToString() => $"{Count} forgotten rows";

    internal static ForgottenRows Of(IEnumerable<ForgottenRow> rows) => new(rows);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">The length is not a multiple of 40, or the rows are not in ascending order.</exception>
    internal static ForgottenRows FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % BytesEach != 0) throw new FormatException($"Expected {BytesEach} bytes per row, got {bytes.Length} bytes.");
        var read = new ForgottenRow[bytes.Length / BytesEach];
        for (var i = 0; i < read.Length; i++)
        {
            var one = bytes.Slice(i * BytesEach, BytesEach);
            read[i] = new(RowFingerprint.Read(one), RowFingerprint.Read(one[16..]), BinaryPrimitives.ReadUInt64BigEndian(one[32..]));
            if (i > 0 && read[i - 1].CompareTo(read[i]) > 0) throw new FormatException($"Row {i} is below the one before it.");
        }
        return new ForgottenRows(read);
    }

    /// <summary>How often a row was forgotten.</summary>
    internal int CountOf(RowFingerprint row) => counts.GetValueOrDefault(row);

    /// <summary>How often a row was forgotten with this class.</summary>
    internal int CountOfLabelled(RowFingerprint labelledRow) => labelled.GetValueOrDefault(labelledRow);

    internal IReadOnlyList<ForgottenRow> Rows => sorted;

    internal ForgottenRows Plus(IEnumerable<ForgottenRow> rows) => new(sorted.Concat(rows));

    /// <summary>These rows without others, each as often as it is given; of equal rows, one with the same class goes first.</summary>
    internal ForgottenRows Without(IEnumerable<(RowFingerprint Row, RowFingerprint Labelled)> rows)
    {
        var left = sorted.GroupBy(row => row.Row).ToDictionary(equal => equal.Key, equal => equal.ToList());
        foreach (var (row, withClass) in rows)
        {
            if (!left.TryGetValue(row, out var equal) || equal.Count == 0) continue;
            equal.RemoveAt(Math.Max(0, equal.FindIndex(one => one.Labelled == withClass)));
        }
        return new ForgottenRows(left.Values.SelectMany(equal => equal));
    }

    /// <summary>The rows in ascending order, 40 bytes each.</summary>
    internal byte[] ToBytes()
    {
        var bytes = new byte[sorted.Length * BytesEach];
        for (var i = 0; i < sorted.Length; i++)
        {
            var one = bytes.AsSpan(i * BytesEach, BytesEach);
            sorted[i].Row.Write(one);
            sorted[i].Labelled.Write(one[16..]);
            BinaryPrimitives.WriteUInt64BigEndian(one[32..], sorted[i].HiddenLook);
        }
        return bytes;
    }
}

/// <summary>A forgotten row as it is kept.</summary>
/// <param name="Row">Its keyed fingerprint.</param>
/// <param name="Labelled">Its keyed fingerprint with its class. Of equal rows, it tells which one was forgotten.</param>
/// <param name="HiddenLook">Its perceptual hash, hidden under the key; it finds near-duplicates.</param>
internal readonly record struct ForgottenRow(RowFingerprint Row, RowFingerprint Labelled, ulong HiddenLook) : IComparable<ForgottenRow>
{
    public int CompareTo(ForgottenRow other) =>
        Row.CompareTo(other.Row) is not 0 and var byRow ? byRow
        : Labelled.CompareTo(other.Labelled) is not 0 and var byClass ? byClass
        : HiddenLook.CompareTo(other.HiddenLook);
}
