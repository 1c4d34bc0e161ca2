using System.Text.Json;
using SkiaSharp;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>What the process that decodes pictures does: it reads a path as JSON from each line, and answers with a line, the small picture
/// in base 64, or nothing where the file is no picture.</summary>
internal static class ThumbnailMaker
{
    public static void Work(TextReader input, TextWriter output)
    {
        while (input.ReadLine() is { } line)
        {
            output.WriteLine(Of(JsonSerializer.Deserialize<string>(line)!) is { } made ? Convert.ToBase64String(made) : "");
            output.Flush();
        }
    }

    /// <summary>The small picture of a file: as PNG where it is small already, or else as JPEG. Null: the file is no picture that the
    /// library reads.</summary>
    public static byte[]? Of(string path)
    {
        try
        {
            using var image = ImageFile.Load(path);
            using var bitmap = new SKBitmap();
            var format = image.PixelFormat == Microsoft.ML.Data.MLPixelFormat.Bgra32 ? SKColorType.Bgra8888 : SKColorType.Rgba8888;
            var pixels = image.Pixels.ToArray();
            var pinned = System.Runtime.InteropServices.GCHandle.Alloc(pixels, System.Runtime.InteropServices.GCHandleType.Pinned);
            try
            {
                bitmap.InstallPixels(new SKImageInfo(image.Width, image.Height, format, SKAlphaType.Opaque), pinned.AddrOfPinnedObject());
                var scale = Math.Min(1.0, (double)Thumbnails.Side / Math.Max(image.Width, image.Height));
                if (scale == 1) return Encoded(bitmap, SKEncodedImageFormat.Png);
                var size = new SKImageInfo(
                    Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)), format, SKAlphaType.Opaque);
                using var small = bitmap.Resize(size, SKFilterQuality.Medium);
                return Encoded(small, SKEncodedImageFormat.Jpeg);
            }
            finally
            {
                pinned.Free();
            }
        }
        catch (Exception error) when (error is ImageFileException or IOException or UnauthorizedAccessException or ArgumentException
            or OutOfMemoryException)
        {
            return null;
        }
    }

    private static byte[] Encoded(SKBitmap bitmap, SKEncodedImageFormat format)
    {
        using var data = bitmap.Encode(format, 82);
        return data.ToArray();
    }
}
