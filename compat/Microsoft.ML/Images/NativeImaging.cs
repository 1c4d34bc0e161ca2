using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>libCompatImaging: PNG and JPEG bytes to and from rows of B, G, R, A.</summary>
internal static partial class NativeImaging
{
    private const string Library = "CompatImaging";
    private const int ErrorSize = 256;

    public static (int Width, int Height, byte[] Bgra) Decode(ReadOnlySpan<byte> file)
    {
        Span<byte> error = stackalloc byte[ErrorSize];
        Check(imaging_size(file, (nuint)file.Length, out int width, out int height, error), error);
        byte[] bgra = new byte[width * height * 4];
        Check(imaging_decode(file, (nuint)file.Length, width, height, bgra, error), error);
        return (width, height, bgra);
    }

    public static void SavePng(string path, int width, int height, ReadOnlySpan<byte> bgra)
    {
        Span<byte> error = stackalloc byte[ErrorSize];
        Check(imaging_save_png(path, width, height, bgra, error), error);
    }

    public static void SaveJpeg(string path, int width, int height, ReadOnlySpan<byte> bgra)
    {
        Span<byte> error = stackalloc byte[ErrorSize];
        Check(imaging_save_jpeg(path, width, height, bgra, error), error);
    }

    private static void Check(int failed, ReadOnlySpan<byte> error)
    {
        if (failed != 0)
            throw new InvalidDataException(Encoding.UTF8.GetString(error[..error.IndexOf((byte)0)]));
    }

    [LibraryImport(Library)]
    private static partial int imaging_size(ReadOnlySpan<byte> bytes, nuint length, out int width, out int height, Span<byte> error);

    [LibraryImport(Library)]
    private static partial int imaging_decode(
        ReadOnlySpan<byte> bytes, nuint length, int width, int height, Span<byte> bgra, Span<byte> error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int imaging_save_png(string path, int width, int height, ReadOnlySpan<byte> bgra, Span<byte> error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int imaging_save_jpeg(string path, int width, int height, ReadOnlySpan<byte> bgra, Span<byte> error);
}
