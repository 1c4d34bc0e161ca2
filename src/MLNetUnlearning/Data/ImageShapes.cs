using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Data;

/// <summary>Finds the shape of the images in a <c>Features</c> column, for users who did not state it.</summary>
internal static class ImageShapes
{
    private const int MostChannels = 4;

    /// <summary>Three dimensions are channels x height x width, two are height x width; one is taken for a square, of colors or gray.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, of another type, interleaved, or of a size that is no square.</exception>
    public static ImageShape Of(DataViewSchema schema, string featureColumnName, PixelRange pixelRange)
    {
        var column = schema.RequireFeatures(featureColumnName);
        var type = (VectorDataViewType)column.Type;
        var dimensions = type.Dimensions;
        if (dimensions.Length == 3 && dimensions[0] > MostChannels && dimensions[2] <= MostChannels)
            throw SchemaErrors.Mismatch("feature", column, "planes of channels x height x width (ExtractPixels with interleavePixelColors: false)");
        return dimensions.Length switch
        {
            3 => new ImageShape(dimensions[0], dimensions[1], dimensions[2], pixelRange),
            2 => new ImageShape(1, dimensions[0], dimensions[1], pixelRange),
            _ => Square(type.Size, pixelRange)
                ?? throw SchemaErrors.Mismatch("feature", column, "a square image, or an image shape that says channels, height and width"),
        };
    }

    private static ImageShape? Square(int size, PixelRange pixelRange)
    {
        foreach (var channels in new[] { 3, 1 }) // n = 3 s^2 and n = s^2 never hold for the same n
        {
            var side = (int)Math.Round(Math.Sqrt(size / (double)channels));
            if (side > 0 && channels * side * side == size) return new ImageShape(channels, side, side, pixelRange);
        }
        return null;
    }
}
