using System.Buffers.Binary;
using Microsoft.ML.Data;

namespace ScoringService.Tests;

/// <summary>Image files, and what is left of them after an accident.</summary>
internal static class PictureFiles
{
    public static byte[] Png { get; } = Make(48, 40, ".png");

    public static byte[] Jpeg { get; } = Make(48, 40, ".jpg");

    public static byte[] Make(int width, int height, string extension, bool isOpaque = true)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}{extension}");
        byte Value(int i) => (byte)(isOpaque ? i % 4 == 3 ? 255 : i * 7 : i % 4 == 3 ? i / 4 : 0);
        byte[] pixels = [.. Enumerable.Range(0, width * height * 4).Select(Value)];
        using var picture = MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, pixels);
        picture.Save(file);
        var bytes = File.ReadAllBytes(file);
        File.Delete(file);
        return bytes;
    }

    /// <summary>A PNG file that claims another size.</summary>
    public static byte[] Claiming(int width, int height)
    {
        byte[] file = [.. Png];
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        return file;
    }

    /// <summary>A JPEG file to be turned by a quarter.</summary>
    public static byte[] OnItsSide { get; } = Oriented(6);

    /// <summary>A JPEG file with an EXIF orientation of 1 to 8.</summary>
    public static byte[] Oriented(byte orientation) =>
    [
        .. Jpeg[..2],
        0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8, // segment APP1, TIFF header
        0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0, // one tag
        .. Jpeg[2..],
    ];

    /// <summary>A PNG file with pixels of every transparency.</summary>
    public static byte[] Transparent { get; } = Make(48, 40, ".png", isOpaque: false);

    /// <summary>Some bytes in its middle are others.</summary>
    public static byte[] Damaged(byte[] file)
    {
        byte[] damaged = [.. file];
        for (var i = 40; i < damaged.Length - 20; i++) damaged[i] ^= 0x5A;
        return damaged;
    }

    public static byte[] CutOff(byte[] file) => file[..(file.Length / 2)];
}
