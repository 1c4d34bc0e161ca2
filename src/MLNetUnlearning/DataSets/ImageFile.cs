using System.Drawing;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace MLNetUnlearning;

/// <summary>Decodes image files as people have them: turned the way their EXIF orientation says, laid over a background where they are
/// transparent, and whole or not at all. PNG, JPEG, BMP, WebP and GIF are read; of several images in a file, the first.</summary>
/// <remarks>ML.NET's <c>LoadImages</c> and <c>MLImage.CreateFromFile</c> leave the image as the camera held it, and fill what is missing
/// of a truncated file with black. All other images get the same pixels from both. The name of a file plays no part.</remarks>
public static class ImageFile
{
    /// <summary>The most pixels of an image: 100 million. Larger ones are refused before they are decoded.</summary>
    public const int MaximumPixels = 100_000_000;

    /// <summary>Reads and decodes a file.</summary>
    /// <param name="path">A PNG, JPEG, BMP, WebP or GIF file.</param>
    /// <param name="background">The colour behind transparent pixels. Default: white.</param>
    /// <exception cref="ArgumentException">The background is transparent itself.</exception>
    /// <exception cref="ImageFileException">The file cannot be read, is cut off, damaged, no image, or has too many pixels. The message
    /// names the file with its full path.</exception>
    public static MLImage Load(string path, Color? background = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var bitmap = Bitmap(path, ImageBackground.Of(background));
        return ToImage(bitmap);
    }

    /// <summary>Decodes the bytes of a file, such as an upload.</summary>
    /// <param name="file">The content of a PNG, JPEG, BMP, WebP or GIF file.</param>
    /// <param name="background">The colour behind transparent pixels. Default: white.</param>
    /// <exception cref="ArgumentException">The background is transparent itself.</exception>
    /// <exception cref="ImageFileException">The bytes are cut off, damaged, no image, or state too many pixels.</exception>
    public static MLImage Decode(ReadOnlySpan<byte> file, Color? background = null)
    {
        using var bitmap = Bitmap(file, "The image", ImageBackground.Of(background));
        return ToImage(bitmap);
    }

    /// <summary>Reads and decodes a file: upright and opaque pixels of 8 bits a color.</summary>
    internal static SKBitmap Bitmap(string path, ImageBackground background)
    {
        var name = $"Image file '{Path.GetFullPath(path)}'";
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageFileException($"{name} does not exist.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var why = Directory.Exists(path) ? "it is a folder." : error.Message;
            throw new ImageFileException($"{name} cannot be opened: {why}", error);
        }
        return Bitmap(file, name, background);
    }

    /// <summary>The pixels in a form that ML.NET's transforms take.</summary>
    internal static MLImage ToImage(SKBitmap bitmap) =>
        MLImage.CreateFromPixels(bitmap.Width, bitmap.Height, FormatOf(bitmap), bitmap.GetPixelSpan());

    private static SKBitmap Bitmap(ReadOnlySpan<byte> file, string name, ImageBackground background)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null || !ImageFormats.AreRead(codec.EncodedFormat))
            throw new ImageFileException($"{name} {ImageFormats.WhyUnreadable(file)}");
        ThrowIfTooLarge(codec.Info, name);
        if (codec.EncodedFormat == SKEncodedImageFormat.Jpeg && !JpegEnd.IsIn(file)) throw CutOff(name);
        var bitmap = Stored(codec, name);
        var origin = codec.EncodedFormat == SKEncodedImageFormat.Png ? PngOrientation.Of(file) : codec.EncodedOrigin;
        var upright = ImageOrientation.Of(origin, bitmap.Width, bitmap.Height);
        if (upright.IsIdentity && bitmap.AlphaType == SKAlphaType.Opaque) return bitmap;
        using (bitmap) return Upright(bitmap, upright, background);
    }

    private static void ThrowIfTooLarge(SKImageInfo info, string name)
    {
        if ((long)info.Width * info.Height > MaximumPixels)
            throw new ImageFileException(string.Create(
                CultureInfo.InvariantCulture,
                $"{name} has {info.Width} x {info.Height} pixels; at most {MaximumPixels:N0} pixels are decoded."));
    }

    /// <summary>All pixels, as ML.NET decodes them: colors are multiplied by alpha, and color spaces are left aside.</summary>
    private static SKBitmap Stored(SKCodec codec, string name)
    {
        var info = codec.Info;
        info.ColorSpace = null;
        if (info.AlphaType == SKAlphaType.Unpremul) info.AlphaType = SKAlphaType.Premul;
        var bitmap = new SKBitmap(info);
        var result = codec.GetPixels(info, bitmap.GetPixels());
        if (result == SKCodecResult.Success && bitmap.ColorType is (SKColorType.Bgra8888 or SKColorType.Rgba8888)) return bitmap;
        using (bitmap)
            return result switch
            {
                SKCodecResult.Success => bitmap.Copy(SKColorType.Bgra8888) // gray
                    ?? throw new ImageFileException($"{name} has colors of a kind that is not supported."),
                SKCodecResult.IncompleteInput => throw CutOff(name),
                _ => throw new ImageFileException($"{name} is damaged."),
            };
    }

    private static SKBitmap Upright(SKBitmap stored, ImageOrientation upright, ImageBackground background)
    {
        var pixels = upright.Apply(MemoryMarshal.Cast<byte, int>(stored.GetPixelSpan()));
        if (stored.AlphaType != SKAlphaType.Opaque) background.LayUnder(MemoryMarshal.AsBytes(pixels.AsSpan()), FormatOf(stored));
        var bitmap = new SKBitmap(new SKImageInfo(upright.Width, upright.Height, stored.ColorType, SKAlphaType.Opaque));
        Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        return bitmap;
    }

    private static MLPixelFormat FormatOf(SKBitmap bitmap) =>
        bitmap.ColorType == SKColorType.Bgra8888 ? MLPixelFormat.Bgra32 : MLPixelFormat.Rgba32;

    private static ImageFileException CutOff(string name) => new($"{name} is cut off: its end is missing.");
}

/// <summary>The colour that transparent pixels are laid over.</summary>
internal readonly record struct ImageBackground(byte Red, byte Green, byte Blue)
{
    /// <summary>White unless another colour is given.</summary>
    /// <exception cref="ArgumentException">The colour is transparent itself.</exception>
    public static ImageBackground Of(Color? color)
    {
        var chosen = color ?? Color.White;
        return chosen.A == byte.MaxValue
            ? new ImageBackground(chosen.R, chosen.G, chosen.B)
            : throw new ArgumentException($"The background has the alpha {chosen.A}; an opaque colour has 255.", nameof(color));
    }

    /// <summary>Makes pixels opaque whose colors are multiplied by their alpha.</summary>
    public void LayUnder(Span<byte> pixels, MLPixelFormat format)
    {
        var (first, third) = format == MLPixelFormat.Bgra32 ? (Blue, Red) : (Red, Blue);
        for (var i = 0; i < pixels.Length; i += 4)
        {
            var rest = byte.MaxValue - pixels[i + 3];
            if (rest == 0) continue;
            pixels[i] = Sum(pixels[i], first, rest);
            pixels[i + 1] = Sum(pixels[i + 1], Green, rest);
            pixels[i + 2] = Sum(pixels[i + 2], third, rest);
            pixels[i + 3] = byte.MaxValue;
        }
    }

    private static byte Sum(byte color, byte behind, int rest) =>
        (byte)Math.Min(byte.MaxValue, color + (behind * rest + 127) / byte.MaxValue);
}
