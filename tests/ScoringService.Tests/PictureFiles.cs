using System.Buffers.Binary;
using Microsoft.ML.Data;

namespace ScoringService.Tests;

/// <summary>Image files, and what is left of them after an accident.</summary>
internal static class PictureFiles
{
    public static byte[] Png { get; } = Make(48, 40, ".png");

    public static byte[] Jpeg { get; } = Make(48, 40, ".jpg");

    public static byte[] Make(int width, int height, string extension)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}{extension}");
        byte[] pixels = [.. Enumerable.Range(0, width * height * 4).Select(i => (byte)(i % 4 == 3 ? 255 : i * 7))];
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

    /// <summary>Some bytes in its middle are others.</summary>
    public static byte[] Damaged(byte[] file)
    {
        byte[] damaged = [.. file];
        for (var i = 40; i < damaged.Length - 20; i++) damaged[i] ^= 0x5A;
        return damaged;
    }

    public static byte[] CutOff(byte[] file) => file[..(file.Length / 2)];
}
