using System.Buffers.Binary;

namespace ScoringService;

/// <summary>What the first bytes of a PNG or JPEG file say of its size: known before anything is decoded, since a file of a few bytes may
/// ask for gigabytes.</summary>
internal readonly record struct ImageHeader(int Width, int Height)
{
    private static readonly byte[] PngStart = [0x89, .. "PNG"u8, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8];
    private static readonly byte[] PngEnd = [0, 0, 0, 0, .. "IEND"u8];

    /// <summary>Reads the size.</summary>
    /// <exception cref="UnusableImageException">The bytes are no PNG or JPEG file, or are cut off.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith(PngStart)) return Png(file);
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return Jpeg(file);
        throw new UnusableImageException("The upload is neither a PNG nor a JPEG file.");
    }

    private static ImageHeader Png(ReadOnlySpan<byte> file)
    {
        if (file.IndexOf(PngEnd) < 0) throw CutOff();
        var size = file[PngStart.Length..];
        return new ImageHeader(BinaryPrimitives.ReadInt32BigEndian(size), BinaryPrimitives.ReadInt32BigEndian(size[4..]));
    }

    /// <summary>Walks from segment to segment (marker, length, content) to the one that starts the frame and states its size.</summary>
    private static ImageHeader Jpeg(ReadOnlySpan<byte> file)
    {
        if (file.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) < 0) throw CutOff(); // end of image
        for (var place = 2; place + 9 <= file.Length && file[place] == 0xFF;)
        {
            var marker = file[place + 1];
            if (marker == 0xFF) place++; // padding
            else if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC)) // a start of frame; the three others are tables
                return new ImageHeader(Number(file, place + 7), Number(file, place + 5));
            else place += 2 + Number(file, place + 2);
        }
        throw new UnusableImageException("The JPEG file states no size: it is damaged.");
    }

    private static int Number(ReadOnlySpan<byte> file, int place) => BinaryPrimitives.ReadUInt16BigEndian(file[place..]);

    private static UnusableImageException CutOff() => new("The image file is cut off: its end is missing.");
}
