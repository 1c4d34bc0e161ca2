using MLNetUnlearning.Data;
using SkiaSharp;

namespace MLNetUnlearning;

/// <summary>A small picture of an evaluated row.</summary>
/// <param name="Row">The number of the row: <see cref="RowAnswer.Row"/>.</param>
/// <param name="Width">Its width in pixels, 1 to 96.</param>
/// <param name="Height">Its height in pixels, 1 to 96.</param>
/// <param name="Png">A file in the PNG format, without any further data of the picture that the row was made from.</param>
public sealed record RowPicture(long Row, int Width, int Height, byte[] Png);

/// <summary>Makes small pictures of a few rows of a view.</summary>
internal static class RowPictures
{
    /// <summary>The column that shows what rows of vectors were made from.</summary>
    public const string Column = "Picture";

    private const int LongestSide = 96;

    /// <summary>Reads the features of some rows, and no others.</summary>
    /// <param name="view">The rows.</param>
    /// <param name="description">Says which column has the images, and what they look like; null: nobody knows, and there are no
    /// pictures. The numbers of vectors say nothing to the eye: of them, the column <see cref="Column"/> is shown, if there is one.</param>
    /// <param name="rows">The numbers of the rows, counted from 0.</param>
    /// <returns>The pictures, in the order of <paramref name="rows"/>.</returns>
    public static IReadOnlyList<RowPicture> Of(IDataView view, ClassifierDescription? description, IReadOnlyList<long> rows)
    {
        if (description is null || rows.Count == 0) return [];
        var name = description.Shape.IsVector ? Column : description.Features;
        if (view.Schema.GetColumnOrNull(name) is not { } column || ShapeOf(column, description.Shape) is not { } shape) return [];
        if (column.Type is not VectorDataViewType vector || vector.ItemType != NumberDataViewType.Single || vector.Size != shape.Size)
            return [];
        var (wanted, last) = (rows.ToHashSet(), rows.Max());
        var made = new Dictionary<long, RowPicture>();
        using var cursor = view.GetRowCursor([column]);
        var getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> features = default;
        for (var row = 0L; row <= last && cursor.MoveNextNamingFiles(); row++)
        {
            if (!wanted.Contains(row)) continue;
            getter(ref features);
            made[row] = Picture(row, features.DenseValues().ToArray(), shape);
        }
        return [.. rows.Where(made.ContainsKey).Select(row => made[row])];
    }

    /// <summary>What the pictures of a column look like; null: they are none.</summary>
    private static FeatureShape? ShapeOf(DataViewSchema.Column column, FeatureShape features) => !features.IsVector ? features
        : column.Type is VectorDataViewType { Dimensions: [3, var height, var width] } ? FeatureShape.Image(width, height) : null;

    private static RowPicture Picture(long row, float[] planes, FeatureShape shape)
    {
        using var whole = new SKBitmap(new SKImageInfo(shape.Width, shape.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var (size, brightest) = (shape.Width * shape.Height, shape.PixelRange == PixelRange.ZeroTo255 ? 1f : 255f);
        byte Level(int plane, int pixel) => (byte)Math.Clamp(planes[plane * size + pixel] * brightest + 0.5f, 0, 255); // no number is 0
        var (red, green, blue) = shape.Channels >= 3 ? (0, 1, 2) : (0, 0, 0);
        whole.Pixels =
        [
            .. Enumerable.Range(0, size).Select(pixel => new SKColor(Level(red, pixel), Level(green, pixel), Level(blue, pixel))),
        ];
        var shrink = Math.Min(1, (double)LongestSide / Math.Max(shape.Width, shape.Height));
        int Side(int pixels) => Math.Max(1, (int)Math.Round(pixels * shrink));
        using var small = shrink < 1
            ? whole.Resize(new SKImageInfo(Side(shape.Width), Side(shape.Height)), SKFilterQuality.Medium)
            : whole.Copy();
        using var data = small.Encode(SKEncodedImageFormat.Png, quality: 100);
        return new RowPicture(row, small.Width, small.Height, data.ToArray());
    }
}
