using System.Buffers.Binary;
using SkiaSharp;

namespace MLNetUnlearning;

/// <summary>The EXIF orientation of a PNG file: programs that make a PNG of a photograph copy it, and Skia passes it on for other kinds of
/// files alone.</summary>
internal static class PngOrientation
{
    private const int SignatureBytes = 8, ChunkBytes = 12, HeaderBytes = 8, TagBytes = 12;
    private const ushort Orientation = 0x0112;

    /// <summary>Looks through the chunks (length, name, content, checksum) for <c>eXIf</c>. Upright if there is none.</summary>
    public static SKEncodedOrigin Of(ReadOnlySpan<byte> file)
    {
        for (var place = (long)SignatureBytes; place + ChunkBytes <= file.Length;)
        {
            var chunk = file[(int)place..];
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (length > chunk.Length - ChunkBytes) break;
            if (chunk[4..].StartsWith("eXIf"u8)) return OfExif(chunk.Slice(8, (int)length));
            place += ChunkBytes + length;
        }
        return SKEncodedOrigin.Default;
    }

    /// <summary>Reads the tag from the first list of tags: a header that says the order of bytes and where the list is, its number of tags,
    /// and 12 bytes each (tag, type, count, value).</summary>
    private static SKEncodedOrigin OfExif(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith("Exif\0\0"u8)) exif = exif[6..]; // some programs keep what begins it in a JPEG file
        if (exif.Length < HeaderBytes) return SKEncodedOrigin.Default;
        var isLittleEndian = exif.StartsWith("II"u8);
        var start = isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(exif[4..]) : BinaryPrimitives.ReadUInt32BigEndian(exif[4..]);
        if (start + 2L > exif.Length) return SKEncodedOrigin.Default;
        var tags = exif[(int)start..];
        var count = Number(tags, isLittleEndian);
        for (tags = tags[2..]; count-- > 0 && tags.Length >= TagBytes; tags = tags[TagBytes..])
            if (Number(tags, isLittleEndian) == Orientation) return (SKEncodedOrigin)Number(tags[8..], isLittleEndian);
        return SKEncodedOrigin.Default;
    }

    private static ushort Number(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
