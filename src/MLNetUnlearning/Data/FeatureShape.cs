using System.Text.Json.Serialization;
using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>Describes what the numbers of a <c>Features</c> column are: the pixels of an image, or a vector of any numbers.</summary>
/// <remarks>The column is a <c>Vector&lt;Single&gt;</c> of <see cref="Size"/> numbers. An image has one color plane after the other; within
/// a plane the pixels follow row by row. ML.NET's <c>ExtractPixels</c> writes this layout unless it is told to interleave the colors. A
/// column of three or two dimensions is an image, and one of one dimension is a vector, unless the trainer is told otherwise.</remarks>
public sealed record FeatureShape
{
    [JsonConstructor]
    private FeatureShape(int width, int height, int channels, PixelRange pixelRange, bool isVector = false) =>
        (Width, Height, Channels, PixelRange, IsVector) = (width, height, channels, pixelRange, isVector);

    /// <summary>Whether the numbers are a vector: any finite numbers, in any unit, which networks get as they are.</summary>
    /// <value>False for an image.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsVector { get; }

    /// <summary>Number of color planes; 1 for a vector.</summary>
    public int Channels { get; }

    /// <summary>Number of pixel rows; 1 for a vector.</summary>
    public int Height { get; }

    /// <summary>Number of pixels in a row; the size of a vector.</summary>
    public int Width { get; }

    /// <summary>The range of the pixels in the column. Networks always get 0 to 1. It says nothing of a vector.</summary>
    public PixelRange PixelRange { get; }

    /// <summary>Numbers per row: channels x height x width.</summary>
    public int Size => Channels * Height * Width;

    /// <summary>The sizes of a row's tensor: C, H, W of an image, N of a vector.</summary>
    internal long[] Sizes => IsVector ? [Width] : [Channels, Height, Width];

    /// <summary>A vector of numbers, such as the columns of a table or the output of another network.</summary>
    /// <param name="size">How many numbers. A number that is not finite is an error when rows are read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1.</exception>
    public static FeatureShape Vector(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return new FeatureShape(size, 1, 1, default, isVector: true);
    }

    /// <summary>The shape of an image in a <c>Features</c> column.</summary>
    /// <param name="width">Number of pixels in a row.</param>
    /// <param name="height">Number of pixel rows.</param>
    /// <param name="channels">Number of color planes: 3 for RGB, 1 for gray.</param>
    /// <param name="pixelRange">The range of the pixels. A number outside the range is an error when rows are read.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, the sizes are too large together, or the range is not a value of
    /// <see cref="MLNetUnlearning.PixelRange"/>. The message names every violation.</exception>
    public static FeatureShape Image(int width, int height, int channels = 3, PixelRange pixelRange = PixelRange.ZeroTo255)
    {
        (string Name, int Value)[] sizes = [(nameof(width), width), (nameof(height), height), (nameof(channels), channels)];
        var tooSmall = sizes.Where(size => size.Value < 1);
        List<string> violations = [.. tooSmall.Select(size => $"{size.Name} is {size.Value}; it must be 1 or more.")];
        if (violations.Count == 0 && (Int128)width * height * channels > Array.MaxLength)
            violations.Add($"{width} x {height} x {channels} are more numbers than a column holds.");
        if (!Enum.IsDefined(pixelRange)) violations.Add($"{nameof(pixelRange)} is {pixelRange}, which is no pixel range.");
        if (violations.Count > 0)
            throw new ArgumentOutOfRangeException(
                tooSmall.FirstOrDefault().Name ?? nameof(pixelRange),
                $"Wrong image shape: {string.Join(" ", violations)}");
        return new FeatureShape(width, height, channels, pixelRange);
    }

    /// <summary>The shape as text, such as "3 x 32 x 32, pixels 0..255" or "a vector of 30 numbers".</summary>
    public override string ToString() => IsVector
        ? string.Create(CultureInfo.InvariantCulture, $"a vector of {Size} numbers")
        : $"{Channels} x {Height} x {Width}, pixels {(PixelRange == PixelRange.ZeroTo255 ? "0..255" : "0..1")}";
}

/// <summary>The range of the pixels in a <c>Features</c> column.</summary>
public enum PixelRange
{
    /// <summary>0 to 255, as image files and ML.NET's <c>ExtractPixels</c> give them.</summary>
    ZeroTo255,

    /// <summary>0 to 1, as <c>ExtractPixels(scaleImage: 1f / 255)</c> gives them.</summary>
    ZeroToOne,
}

/// <summary>Infers the shape of the rows in a <c>Features</c> column when the user did not state it.</summary>
internal static class FeatureShapes
{
    private const int MostChannels = 4;

    /// <summary>Three dimensions are an image of channels x height x width, and two are one of height x width. One dimension is a
    /// vector.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, has the wrong type, or is interleaved.</exception>
    public static FeatureShape Of(DataViewSchema schema, string featureColumnName, PixelRange pixelRange)
    {
        var column = schema.RequireFeatures(featureColumnName);
        var type = (VectorDataViewType)column.Type;
        var dimensions = type.Dimensions;
        if (dimensions.Length == 3 && dimensions[0] > MostChannels && dimensions[2] <= MostChannels)
            throw SchemaErrors.Mismatch(
                "feature", column, "planes of channels x height x width (ExtractPixels with interleavePixelColors: false)");
        return dimensions.Length switch
        {
            3 => FeatureShape.Image(dimensions[2], dimensions[1], dimensions[0], pixelRange),
            2 => FeatureShape.Image(dimensions[1], dimensions[0], 1, pixelRange),
            _ => FeatureShape.Vector(type.Size),
        };
    }

    /// <summary>The feature column, whose size must match the shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or has the wrong type or size.</exception>
    public static DataViewSchema.Column RequireIn(
        DataViewSchema schema, string featureColumnName, FeatureShape shape, string? of = null)
    {
        var column = schema.RequireFeatures(featureColumnName, of);
        return ((VectorDataViewType)column.Type).Size == shape.Size
            ? column
            : throw SchemaErrors.Mismatch("feature", column, Expected(shape), of);
    }

    private static string Expected(FeatureShape shape) =>
        $"Vector<Single, {shape.Size}>{(shape.IsVector ? "" : $" for images of {shape}")}";
}
