using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MLNetUnlearning;

/// <summary>The secret under which a classifier keeps the fingerprints of its rows: 32 bytes for HMAC-SHA-256.</summary>
/// <remarks>
/// <para>Without the key, the fingerprints in a file say nothing about any row. With it, anyone who has a picture can find out whether it
/// was a training row or was forgotten: key and file together are personal data. The weights themselves can give rows away too; membership
/// attacks measure how much.</para>
/// <para>A classifier makes its own key in training, and <see cref="NeuralClassifier.Save(string)"/> writes it beside the file. A program
/// that keeps its keys elsewhere gives one to <c>TrainClassifier</c> and to <c>LoadClassifier</c>; it is then written nowhere.</para>
/// </remarks>
public sealed class FingerprintKey
{
    /// <summary>The number of bytes of a key.</summary>
    public const int Length = 32;

    private readonly byte[] bytes;

    private FingerprintKey(byte[] bytes, bool isOfProgram) => (this.bytes, IsOfProgram) = (bytes, isOfProgram);

    /// <summary>Makes a new key from the system's secure random numbers.</summary>
    public static FingerprintKey Create() => new(RandomNumberGenerator.GetBytes(Length), isOfProgram: true);

    /// <summary>Takes over a key that the program keeps.</summary>
    /// <param name="bytes">32 bytes that nobody can guess.</param>
    /// <exception cref="ArgumentException">There are not 32 bytes.</exception>
    public static FingerprintKey FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == Length
        ? new(bytes.ToArray(), isOfProgram: true)
        : throw new ArgumentException($"A key has {Length} bytes; these are {bytes.Length}.", nameof(bytes));

    /// <summary>The 32 bytes of the key, to be kept where other secrets are kept.</summary>
    public byte[] ToBytes() => [.. bytes];

    /// <summary>Says which key this is, without giving it away.</summary>
    public override string ToString() => $"fingerprint key {Identity}";

    /// <summary>Whether the program keeps this key, so that it is not written beside a classifier.</summary>
    internal bool IsOfProgram { get; }

    /// <summary>Tells keys apart without giving them away: 16 hexadecimal digits.</summary>
    internal string Identity => Hash("identity"u8).High.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The same key, written beside the classifiers that have it.</summary>
    internal FingerprintKey OfLibrary() => new(bytes, isOfProgram: false);

    /// <summary>The fingerprint of a row that may be kept.</summary>
    internal RowFingerprint Of(RowFingerprint row)
    {
        Span<byte> message = stackalloc byte[16];
        row.Write(message);
        return Hash(message);
    }

    /// <summary>The fingerprint of an id, such as that of a customer.</summary>
    internal RowFingerprint OfId(string id) => Hash([.. "id "u8, .. System.Text.Encoding.UTF8.GetBytes(id)]);

    /// <summary>The fingerprint of a row with its class.</summary>
    internal RowFingerprint Of(RowFingerprint row, long classIndex)
    {
        Span<byte> message = stackalloc byte[24];
        row.Write(message);
        BinaryPrimitives.WriteInt64BigEndian(message[16..], classIndex);
        return Hash(message);
    }

    /// <summary>Hides or shows 64 bits that belong to a row. The bits of rows with other fingerprints are hidden otherwise.</summary>
    internal ulong Hide(ulong bits, RowFingerprint kept)
    {
        Span<byte> message = stackalloc byte[20];
        kept.Write(message);
        "look"u8.CopyTo(message[16..]);
        return bits ^ Hash(message).Low;
    }

    /// <summary>What a deletion record keeps of a row: 64 hexadecimal digits. Another record keeps others, so that two records do not show
    /// that they are of the same row.</summary>
    /// <param name="kept">The fingerprint of the row under this key.</param>
    /// <param name="recordId">The id of the record.</param>
    internal string Commitment(RowFingerprint kept, string recordId)
    {
        Span<byte> fingerprint = stackalloc byte[16];
        kept.Write(fingerprint);
        byte[] message = [.. "deletion record "u8, .. System.Text.Encoding.UTF8.GetBytes(recordId), .. fingerprint];
        return Convert.ToHexStringLower(HMACSHA256.HashData(bytes, message));
    }

    private RowFingerprint Hash(ReadOnlySpan<byte> message)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(bytes, message, hash);
        return RowFingerprint.Read(hash);
    }
}
