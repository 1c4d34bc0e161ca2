using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>How the numbers of a <c>Features</c> column form an image.</summary>
/// <remarks>
/// The column is a <c>Vector&lt;Single&gt;</c> of <see cref="Size"/> numbers, plane after plane: all rows of the first channel, then
/// all rows of the second. ML.NET's <c>ExtractPixels</c> writes them so unless it is told to interleave the colors.
/// </remarks>
public sealed record FeatureShape
{
    private FeatureShape(int width, int height, int channels, PixelRange pixelRange) =>
        (Width, Height, Channels, PixelRange) = (width, height, channels, pixelRange);

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

    /// <summary>An image: how the numbers of a <c>Features</c> column form one.</summary>
    /// <param name="width">Number of pixels in a row.</param>
    /// <param name="height">Number of pixel rows.</param>
    /// <param name="channels">Number of color planes: 3 for RGB, 1 for gray.</param>
    /// <param name="pixelRange">The range of the pixels; a number outside it is an error when the rows are read.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the range is none of
    /// <see cref="MLNetUnlearning.PixelRange"/>.</exception>
    public static FeatureShape Image(int width, int height, int channels = 3, PixelRange pixelRange = PixelRange.ZeroTo255)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (!Enum.IsDefined(pixelRange)) throw new ArgumentOutOfRangeException(nameof(pixelRange), pixelRange, "Unknown pixel range.");
        return new FeatureShape(width, height, channels, pixelRange);
    }

    /// <summary>The shape in words, such as "3 x 32 x 32, pixels 0..255".</summary>
    public override string ToString() =>
        $"{Channels} x {Height} x {Width}, pixels {(PixelRange == PixelRange.ZeroTo255 ? "0..255" : "0..1")}";
}

/// <summary>In which range a <c>Features</c> column states its pixels.</summary>
public enum PixelRange
{
    /// <summary>0 to 255, as image files and ML.NET's <c>ExtractPixels</c> give them.</summary>
    ZeroTo255,

    /// <summary>0 to 1, as <c>ExtractPixels(scaleImage: 1f / 255)</c> gives them.</summary>
    ZeroToOne,
}

/// <summary>Finds the shape of the images in a <c>Features</c> column, for users who did not state it.</summary>
internal static class FeatureShapes
{
    private const int MostChannels = 4;

    /// <summary>Three dimensions are channels x height x width, two are height x width; one is taken for a square, of colors or
    /// gray.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, of another type, interleaved, or of a size that is no
    /// square.</exception>
    public static FeatureShape Of(DataViewSchema schema, string featureColumnName, PixelRange pixelRange)
    {
        var column = schema.RequireFeatures(featureColumnName);
        var type = (VectorDataViewType)column.Type;
        var dimensions = type.Dimensions;
        if (dimensions.Length == 3 && dimensions[0] > MostChannels && dimensions[2] <= MostChannels)
            throw SchemaErrors.Mismatch("feature", column, "planes of channels x height x width (ExtractPixels with interleavePixelColors: false)");
        return dimensions.Length switch
        {
            3 => FeatureShape.Image(dimensions[2], dimensions[1], dimensions[0], pixelRange),
            2 => FeatureShape.Image(dimensions[1], dimensions[0], 1, pixelRange),
            _ => Square(type.Size, pixelRange)
                ?? throw SchemaErrors.Mismatch("feature", column, "a square image, or an image shape that says channels, height and width"),
        };
    }

    /// <summary>The feature column of rows of a shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none, or it is something else or of another size.</exception>
    public static DataViewSchema.Column RequireIn(DataViewSchema schema, string featureColumnName, FeatureShape shape)
    {
        var column = schema.RequireFeatures(featureColumnName);
        return ((VectorDataViewType)column.Type).Size == shape.Size
            ? column
            : throw SchemaErrors.Mismatch("feature", column, $"Vector<Single, {shape.Size}> for images of {shape}");
    }

    private static FeatureShape? Square(int size, PixelRange pixelRange)
    {
        foreach (var channels in new[] { 3, 1 }) // n = 3 s^2 and n = s^2 never hold for the same n
        {
            var side = (int)Math.Round(Math.Sqrt(size / (double)channels));
            if (side > 0 && channels * side * side == size) return FeatureShape.Image(side, side, channels, pixelRange);
        }
        return null;
    }
}
