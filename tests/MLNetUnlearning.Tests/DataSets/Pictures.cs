using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace MLNetUnlearning.Tests;

/// <summary>Picture files: small ones that are written down, painted ones, and what is left of them after an accident.</summary>
internal static class Pictures
{
    /// <summary>A PNG of two pixels side by side: red, blue.</summary>
    public static byte[] RedAndBluePng { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP4z8DAwPAfAAcAAf9+CLHQAAAAAElFTkSuQmCC");

    /// <summary>A GIF of the same two pixels.</summary>
    public static byte[] RedAndBlueGif { get; } =
        Convert.FromBase64String("R0lGODdhAgABAIEAAP8AAAAA/wAAAAAAACwAAAAAAgABAAAIBQABBAgIADs=");

    /// <summary>A JPEG of 8 x 8 pixels in the colors of printers (cyan, magenta, yellow, black): 200, 30, 90 on a screen.</summary>
    public static byte[] PrintersJpeg { get; } = Convert.FromBase64String(
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUVFQwPFxgWFBgSFBUU/8AA"
        + "FAgACAAIBEMRAE0RAFkRAEsRAP/EABYAAQEBAAAAAAAAAAAAAAAAAAkHCP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAOBEMATQBZAEsAAD8A2APpGipv/9k=");

    /// <summary>A Mac's resource fork: what <c>._0.png</c> holds.</summary>
    public static byte[] ResourceFork { get; } = [0, 5, 0x16, 7, 0, 2, 0, 0, .. "Mac OS X        "u8, .. new byte[100]];

    /// <summary>A web page that somebody saved as a picture.</summary>
    public static byte[] WebPage { get; } = "<html>not found</html>"u8.ToArray();

    /// <summary>A picture without symmetry: noise over a slope of colours.</summary>
    public static SKBitmap Paint(int width, int height, bool isGray = false)
    {
        var random = new Random(1);
        var bitmap = new SKBitmap(width, height, isGray ? SKColorType.Gray8 : SKColorType.Bgra8888, SKAlphaType.Opaque);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y, new SKColor((byte)(x * 255 / width), (byte)(y * 255 / height), (byte)random.Next(256)));
        return bitmap;
    }

    public static byte[] Png(int width = 24, int height = 16, bool isGray = false) =>
        Encoded(Paint(width, height, isGray), SKEncodedImageFormat.Png);

    public static byte[] Jpeg(int width = 24, int height = 16, bool isGray = false) =>
        Encoded(Paint(width, height, isGray), SKEncodedImageFormat.Jpeg);

    /// <summary>A PNG whose upper half is transparent and whose lower half is red.</summary>
    public static byte[] TransparentTopPng(int width = 4, int height = 4)
    {
        var bitmap = new SKBitmap(width, height, SKColorType.Bgra8888, SKAlphaType.Unpremul);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++) bitmap.SetPixel(x, y, y < height / 2 ? SKColors.Transparent : SKColors.Red);
        return Encoded(bitmap, SKEncodedImageFormat.Png);
    }

    /// <summary>A BMP of two pixels side by side: red, blue.</summary>
    public static byte[] RedAndBlueBmp()
    {
        byte[] pixels = [0, 0, 255, 255, 0, 0, 0, 0]; // blue, green, red; a row is filled to four bytes
        var file = new byte[54 + pixels.Length];
        "BM"u8.CopyTo(file);
        foreach (var (place, value) in ((int, int)[])[(2, file.Length), (10, 54), (14, 40), (18, 2), (22, 1), (34, pixels.Length)])
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(place), value);
        (file[26], file[28]) = (1, 24); // planes, bits a pixel
        pixels.CopyTo(file, 54);
        return file;
    }

    /// <summary>A JPEG with an EXIF orientation of 1 to 8.</summary>
    public static byte[] Oriented(byte[] jpeg, byte orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, // segment APP1
            .. "MM"u8, 0, 42, 0, 0, 0, 8, // TIFF header, big-endian; the list of tags begins after 8 bytes
            0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0, // one tag: orientation, a short
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    /// <summary>A PNG with an EXIF orientation of 1 to 8, written by a program of either order of bytes.</summary>
    public static byte[] OrientedPng(byte[] png, byte orientation, bool isLittleEndian = false)
    {
        byte[] exif = isLittleEndian
            ? [.. "II*\0"u8, 8, 0, 0, 0, 2, 0, .. new byte[12], 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]
            : [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        const int EndOfHeader = 33;
        return [.. png[..EndOfHeader], .. Chunk("eXIf"u8, exif), .. png[EndOfHeader..]];
    }

    /// <summary>A PNG of two pixels with 16 bits a color: red and blue.</summary>
    public static byte[] DeepPng()
    {
        byte[] row = [0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]; // no filter; red, green and blue of each pixel
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zip.Write(row);
        byte[] header = [0, 0, 0, 2, 0, 0, 0, 1, 16, 2, 0, 0, 0];
        return [.. RedAndBluePng[..8], .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    public static byte[] WebP(int width = 24, int height = 16) => Encoded(Paint(width, height), SKEncodedImageFormat.Webp);

    /// <summary>The last part of a file holds zeros: a download that took its place on the disk and never ended.</summary>
    public static byte[] NeverFilled(byte[] file, int written) => [.. file[..written], .. new byte[file.Length - written]];

    public static byte[] FirstHalf(byte[] file) => file[..(file.Length / 2)];

    /// <summary>A PNG file that claims another size.</summary>
    public static byte[] Claiming(int width, int height)
    {
        var file = Png();
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), Checksum(file.AsSpan(12, 17)));
        return file;
    }

    /// <summary>The Features of one file, given to the library or to ML.NET's own transforms.</summary>
    public static float[] Features(MLContext ml, IEstimator<ITransformer> pipeline, string path)
    {
        var rows = ml.Data.LoadFromEnumerable([new PathRow { ImagePath = path }]);
        return pipeline.Fit(rows).Transform(rows).GetColumn<float[]>("Features").Single();
    }

    /// <summary>What README showed before: ML.NET's own transforms.</summary>
    public static IEstimator<ITransformer> MLNetsOwn(MLContext ml, string folder, int width, int height) =>
        ml.Transforms.LoadImages("Image", folder, "ImagePath")
            .Append(ml.Transforms.ResizeImages("Image", width, height))
            .Append<ITransformer>(ml.Transforms.ExtractPixels("Features", "Image"));

    private static byte[] Encoded(SKBitmap bitmap, SKEncodedImageFormat format)
    {
        using (bitmap)
        using (var data = bitmap.Encode(format, 90)) return data.ToArray();
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[] content)
    {
        byte[] chunk = [0, 0, 0, 0, .. name, .. content, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Checksum(chunk.AsSpan(4, content.Length + 4)));
        return chunk;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 1) == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB88320;
        }
        return ~sum;
    }
}

/// <summary>A row with a path.</summary>
internal sealed class PathRow
{
    public string ImagePath { get; set; } = "";

    public string Label { get; set; } = "";
}
