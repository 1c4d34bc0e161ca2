using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;
using MLNetUnlearning.Data;
using SkiaSharp;

namespace MLNetUnlearning;

/// <summary>From a column of paths to a column of pixels: decodes with <see cref="ImageFile"/>, scales and extracts with ML.NET.</summary>
/// <remarks>All parts are ML.NET's own, so that model files can store them. The mapping that decodes is found by its contract and has no
/// state. So the folder and the background come with each row, as a text that a table gives to a constant key.</remarks>
internal sealed class PixelPipeline(
    MLContext ml, string outputColumnName, string origin, string inputColumnName, int imageWidth, int imageHeight)
    : IEstimator<ITransformer>
{
    private readonly EstimatorChain<ITransformer> parts = new EstimatorChain<ITransformer>()
        .Append(ml.Transforms.CustomMapping(new ImageOriginContract().GetMapping(), ImageOriginContract.Name))
        .Append(ml.Transforms.Conversion.MapValue(
            PixelColumns.Origin, new Dictionary<uint, string> { [ImageOriginKey.Only] = origin }, PixelColumns.Key))
        .Append(ml.Transforms.CopyColumns(PixelColumns.Path, inputColumnName))
        .Append(ml.Transforms.CustomMapping(new DecodingContract().GetMapping(), DecodingContract.Name))
        .Append(ml.Transforms.ResizeImages(PixelColumns.Image, imageWidth, imageHeight))
        .Append(ml.Transforms.ExtractPixels(outputColumnName, PixelColumns.Image))
        .Append<ITransformer>(ml.Transforms.DropColumns(PixelColumns.All));

    public ITransformer Fit(IDataView input) => new PixelTransformer(parts.Fit(input));

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => parts.GetOutputSchema(inputSchema);
}

/// <summary>The fitted parts. Its rows name the file that cannot be read.</summary>
internal sealed class PixelTransformer(TransformerChain<ITransformer> parts) : ITransformer
{
    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => parts.GetOutputSchema(inputSchema);

    public IDataView Transform(IDataView input) => new NamedFilesView(parts.Transform(input));

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => ((ITransformer)parts).GetRowToRowMapper(inputSchema);

    // A model file stores the parts; loaded, they are a chain of ML.NET's.
    public void Save(ModelSaveContext ctx) => ((ICanSaveModel)parts).Save(ctx);
}

/// <summary>A view whose cursors name the image file that cannot be read: <see cref="WrappedCursor"/> does.</summary>
internal sealed class NamedFilesView(IDataView input) : IDataView
{
    public DataViewSchema Schema => input.Schema;

    public bool CanShuffle => input.CanShuffle;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(input.GetRowCursor(columnsNeeded, rand), Schema);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        Array.ConvertAll(input.GetRowCursorSet(columnsNeeded, n, rand), cursor => new Cursor(cursor, Schema));

    private sealed class Cursor(DataViewRowCursor input, DataViewSchema schema) : WrappedCursor(input, schema);
}

/// <summary>The columns that the parts exchange. The last part drops them.</summary>
internal static class PixelColumns
{
    public const string Key = Prefix + nameof(Key);
    public const string Origin = Prefix + nameof(Origin);
    public const string Path = Prefix + nameof(Path);
    public const string Image = Prefix + nameof(Image);

    private const string Prefix = "MLNetUnlearning.Image.";

    public static string[] All => [Key, Origin, Path, Image];
}

/// <summary>Where the files lie and what is behind their transparent pixels, as the text of a model file: <c>FFFFFF:folder</c>.</summary>
internal static class ImageOrigin
{
    private const int ColorLetters = 6;

    public static string ToText(string folder, ImageBackground background) =>
        string.Create(CultureInfo.InvariantCulture, $"{background.Red:X2}{background.Green:X2}{background.Blue:X2}:{folder}");

    public static (string Folder, ImageBackground Background) Of(ReadOnlySpan<char> text)
    {
        var rgb = int.Parse(text[..ColorLetters], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (text[(ColorLetters + 1)..].ToString(), new ImageBackground((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb));
    }
}

/// <summary>An input without columns.</summary>
internal sealed class NoImageColumns;

/// <summary>The key by which every row finds the folder and the background.</summary>
internal sealed class ImageOriginKey
{
    public const uint Only = 1;

    [ColumnName(PixelColumns.Key)]
    public uint Key { get; set; }
}

/// <summary>Gives every row the key. ML.NET finds it by its name in a model file.</summary>
[CustomMappingFactoryAttribute(Name)]
internal sealed class ImageOriginContract : CustomMappingFactory<NoImageColumns, ImageOriginKey>
{
    public const string Name = "MLNetUnlearning.ImageOrigin.1";

    public override Action<NoImageColumns, ImageOriginKey> GetMapping() => (_, key) => key.Key = ImageOriginKey.Only;
}

/// <summary>The columns that decoding reads.</summary>
internal sealed class ImagePathInput
{
    [ColumnName(PixelColumns.Origin)]
    public ReadOnlyMemory<char> Origin;

    [ColumnName(PixelColumns.Path)]
    public ReadOnlyMemory<char> Path;
}

/// <summary>A decoded image. The object belongs to one cursor, and each row's image takes the place of the one before. The memory of
/// images is outside of the garbage collector's sight, so it is freed here.</summary>
internal sealed class DecodedImage
{
    private SKBitmap? bitmap;
    private MLImage? lent;

    /// <summary>An image of its own for each reading: ML.NET's resizer frees what it got before, or hands it on to be freed.</summary>
    [ColumnName(PixelColumns.Image), ImageType(1, 1)] // some size must be stated; ResizeImages goes by that of the image itself
    public MLImage? Image
    {
        get
        {
            lent?.Dispose();
            return lent = bitmap is null ? null : ImageFile.ToImage(bitmap);
        }

        set => throw new NotSupportedException("The image comes from a file."); // a column has a setter; a result is never set
    }

    /// <summary>Goes to another row's image.</summary>
    public void Become(SKBitmap? next)
    {
        bitmap?.Dispose();
        bitmap = next;
    }
}

/// <summary>Decodes the file of a row. ML.NET finds it by its name in a model file.</summary>
[CustomMappingFactoryAttribute(Name)]
internal sealed class DecodingContract : CustomMappingFactory<ImagePathInput, DecodedImage>
{
    public const string Name = "MLNetUnlearning.DecodeImage.1";

    public override Action<ImagePathInput, DecodedImage> GetMapping() => Decode;

    private static void Decode(ImagePathInput row, DecodedImage decoded)
    {
        decoded.Become(null);
        if (row.Path.Span.IsWhiteSpace()) throw new ImageFileException("A row has no path of an image file.");
        var (folder, background) = ImageOrigin.Of(row.Origin.Span);
        decoded.Become(ImageFile.Bitmap(Path.Combine(folder, row.Path.ToString()), background));
    }
}
