namespace Microsoft.ML.Data;

/// <summary>An image in memory: four bytes a pixel, row by row, colours multiplied by alpha as decoded files are in ML.NET.</summary>
public sealed class MLImage : IDisposable
{
    private const int BytesPerPixel = 4;
    private readonly int _width;
    private readonly int _height;
    private readonly MLPixelFormat _pixelFormat;
    private byte[] _pixels;
    private string _tag;

    private MLImage(int width, int height, MLPixelFormat pixelFormat, byte[] pixels) =>
        (_width, _height, _pixelFormat, _pixels) = (width, height, pixelFormat, pixels);

    public int Width => Alive(_width);

    public int Height => Alive(_height);

    public MLPixelFormat PixelFormat => Alive(_pixelFormat);

    public int BitsPerPixel => Alive(8 * BytesPerPixel);

    public ReadOnlySpan<byte> Pixels => Alive(_pixels);

    public string Tag
    {
        get => Alive(_tag);
        set => _tag = Alive(value);
    }

    public static MLImage CreateFromFile(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        try
        {
            return Decode(File.ReadAllBytes(imagePath));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ArgumentException("Invalid path", nameof(imagePath), exception);
        }
    }

    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);
        using var buffer = new MemoryStream();
        imageStream.CopyTo(buffer);
        try
        {
            return Decode(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        }
        catch (InvalidDataException exception)
        {
            throw new ArgumentException("Invalid input stream contents", nameof(imageStream), exception);
        }
    }

    public static MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new ArgumentException("Unsupported pixel format", nameof(pixelFormat));
        if (width <= 0)
            throw new ArgumentOutOfRangeException(nameof(width), "Width must be positive");
        if (height <= 0)
            throw new ArgumentOutOfRangeException(nameof(height), "Height must be positive");
        if (imagePixelData.Length != width * height * BytesPerPixel)
            throw new ArgumentException($"Invalid pixel data size: {imagePixelData.Length}", nameof(imagePixelData));
        return new MLImage(width, height, pixelFormat, imagePixelData.ToArray());
    }

    public void Save(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        byte[] bgra = AlphaBlending.Unmultiply(_pixelFormat == MLPixelFormat.Bgra32 ? Pixels : SwapRedAndBlue(Pixels));
        switch (Path.GetExtension(imagePath).ToLowerInvariant())
        {
            case ".png":
                NativeImaging.SavePng(imagePath, _width, _height, bgra);
                break;
            case ".jpg" or ".jpeg":
                NativeImaging.SaveJpeg(imagePath, _width, _height, bgra);
                break;
            default:
                throw new ArgumentException($"Path has invalid image file extension: '{imagePath}'", nameof(imagePath));
        }
    }

    public void Dispose() => _pixels = null;

    internal MLImage Resized(int width, int height, ImageResampling.Placement placement) =>
        new(width, height, _pixelFormat, ImageResampling.Resize(Pixels, _width, _height, width, height, placement));

    private static MLImage Decode(ReadOnlySpan<byte> file)
    {
        var (width, height, bgra) = NativeImaging.Decode(file);
        AlphaBlending.Multiply(bgra);
        return new MLImage(width, height, MLPixelFormat.Bgra32, bgra);
    }

    private static byte[] SwapRedAndBlue(ReadOnlySpan<byte> pixels)
    {
        byte[] swapped = pixels.ToArray();
        for (int i = 0; i < swapped.Length; i += BytesPerPixel)
            (swapped[i], swapped[i + 2]) = (swapped[i + 2], swapped[i]);
        return swapped;
    }

    private T Alive<T>(T value) => _pixels is null ? throw new InvalidOperationException("Object is disposed.") : value;
}
