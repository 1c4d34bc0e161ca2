using SkiaSharp;

namespace MLNetUnlearning;

/// <summary>Which kinds of image files are read, and what to say of the others.</summary>
internal static class ImageFormats
{
    /// <summary>The kinds that are read, for messages.</summary>
    public const string Read = "PNG, JPEG, BMP, WebP or GIF file";

    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".webp", ".gif"];

    private static readonly string[] OtherExtensions =
        [".tif", ".tiff", ".heic", ".heif", ".avif", ".jp2", ".jxl", ".svg", ".ico", ".psd", ".dng", ".cr2", ".nef", ".arw"];

    /// <summary>How files begin, from a place on: the kinds that are read, then others that bear their extensions.</summary>
    private static readonly (int Place, byte[] Bytes, string Kind, bool IsRead)[] Beginnings =
    [
        (0, [0x89, .. "PNG"u8], "PNG", true),
        (0, [0xFF, 0xD8, 0xFF], "JPEG", true),
        (0, [.. "GIF8"u8], "GIF", true),
        (8, [.. "WEBP"u8], "WebP", true),
        (0, [.. "BM"u8], "BMP", true),
        (0, [.. "II*\0"u8], "TIFF", false),
        (0, [.. "MM\0*"u8], "TIFF", false),
        (4, [.. "ftyp"u8], "HEIC or AVIF", false),
        (0, [0, 0, 1, 0], "ICO", false),
        (0, [.. "%PDF"u8], "PDF", false),
    ];

    /// <summary>Whether a file of this name is read.</summary>
    public static bool IsRead(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a file of this name is an image of a kind that is not read.</summary>
    public static bool IsOtherImage(string path) => OtherExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether files of this kind are read.</summary>
    public static bool AreRead(SKEncodedImageFormat format) =>
        format is SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Bmp
            or SKEncodedImageFormat.Webp or SKEncodedImageFormat.Gif;

    /// <summary>Why a file that cannot even be begun is no image: the rest of a sentence that begins with its name.</summary>
    public static string WhyUnreadable(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty) return "is empty.";
        foreach (var (place, bytes, kind, isRead) in Beginnings)
            if (file.Length > place && file[place..].StartsWith(bytes))
                return isRead
                    ? $"is cut off or damaged near its beginning ({kind})."
                    : $"is of the kind {kind}, which is not supported: make a PNG file of it.";
        return $"is no {Read}.";
    }
}
