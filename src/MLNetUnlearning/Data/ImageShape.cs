namespace MLNetUnlearning.Data;

/// <summary>How the numbers of a <c>Features</c> column form an image.</summary>
/// <remarks>
/// The column is a <c>Vector&lt;Single&gt;</c> of <see cref="Size"/> numbers, plane after plane: all rows of the first channel, then
/// all rows of the second. ML.NET's <c>ExtractPixels</c> writes them so unless it is told to interleave the colors.
/// </remarks>
public sealed record ImageShape
{
    /// <summary>Says how the numbers of a <c>Features</c> column form an image.</summary>
    /// <param name="channels">Number of color planes: 3 for RGB, 1 for gray.</param>
    /// <param name="height">Number of pixel rows.</param>
    /// <param name="width">Number of pixels in a row.</param>
    /// <param name="pixelRange">The range of the pixels; a number outside it is an error when the rows are read.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the range is none of <see cref="Data.PixelRange"/>.</exception>
    public ImageShape(int channels, int height, int width, PixelRange pixelRange = PixelRange.ZeroTo255)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (!Enum.IsDefined(pixelRange)) throw new ArgumentOutOfRangeException(nameof(pixelRange), pixelRange, "Unknown pixel range.");
        (Channels, Height, Width, PixelRange) = (channels, height, width, pixelRange);
    }

    /// <summary>Number of color planes.</summary>
    public int Channels { get; }

    /// <summary>Number of pixel rows.</summary>
    public int Height { get; }

    /// <summary>Number of pixels in a row.</summary>
    public int Width { get; }

    /// <summary>The range of the pixels in the column. Networks always see 0 to 1.</summary>
    public PixelRange PixelRange { get; }

    /// <summary>Numbers per image: channels x height x width.</summary>
    public int Size => Channels * Height * Width;

    /// <summary>The shape in words, such as "3 x 32 x 32, pixels 0..255".</summary>
    public override string ToString() =>
        $"{Channels} x {Height} x {Width}, pixels {(PixelRange == PixelRange.ZeroTo255 ? "0..255" : "0..1")}";
}
