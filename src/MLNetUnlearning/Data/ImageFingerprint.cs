using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MLNetUnlearning.Data;

/// <summary>What identifies an image: 128 bits of the SHA-256 of its pixels.</summary>
/// <remarks>
/// The same image has the same fingerprint whether its pixels are stated as 0 to 255 or as k/255; the label plays no part.
/// Images whose pixels are no bytes are fingerprinted by their 32-bit numbers of 0 to 1.
/// </remarks>
/// <param name="High">The first 64 bits.</param>
/// <param name="Low">The last 64 bits.</param>
public readonly record struct ImageFingerprint(ulong High, ulong Low) : IComparable<ImageFingerprint>
{
    /// <summary>Orders fingerprints as 128-bit numbers.</summary>
    /// <param name="other">The fingerprint to compare with.</param>
    public int CompareTo(ImageFingerprint other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    /// <summary>The fingerprint as 32 hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";

    internal static ImageFingerprint Of(ReadOnlySpan<byte> pixels)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(pixels, hash);
        return new ImageFingerprint(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }

    internal static ImageFingerprint Of(ReadOnlySpan<float> pixels) => Of(MemoryMarshal.AsBytes(pixels));
}
