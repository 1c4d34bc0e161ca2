using Compat.Tests.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.Images;

/// <summary>A table of picture files, through ML.NET's image transforms, to pixels and keys: what programs with pictures begin with.</summary>
public sealed class ImageFilesFromTextTests : IDisposable
{
    private const string Table = "Path,Label,Id\nred.png,warm,p1\n\"wide, blue.jpg\",cold,p2\npeople/red again.png,warm,\"p\"\"3\"\"\"\n";
    private readonly MLContext context = new(seed: 1);
    private readonly TextFolder folder = new();

    public ImageFilesFromTextTests()
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "people"));
        Save("red.png", 8, 8, red: 200, blue: 0);
        Save("wide, blue.jpg", 32, 16, red: 0, blue: 200);
        Save("people/red again.png", 4, 4, red: 100, blue: 0);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_table_of_files_becomes_pixels_labels_and_names()
    {
        IDataView table = Load(Table);

        Picture[] pictures = [.. context.Data.CreateEnumerable<Picture>(Chain().Fit(table).Transform(table), reuseRowObject: false)];

        Assert.Equal(["p1", "p2", "p\"3\""], pictures.Select(picture => picture.Id));
        Assert.Equal([1u, 2u, 1u], pictures.Select(picture => picture.Label));
        Assert.All(pictures, picture => Assert.Equal(3 * 4 * 4, picture.Features.Length));
        Assert.Equal([200f, 0f, 0f], ChannelsOf(pictures[0]));
        Assert.All(ChannelsOf(pictures[1]).Zip([0f, 0f, 200f]), pair => Assert.InRange(pair.First, pair.Second - 4, pair.Second + 4)); // JPEG loses a little
        Assert.Equal([100f, 0f, 0f], ChannelsOf(pictures[2]));
    }

    [Fact]
    public void The_schema_says_size_and_classes()
    {
        IDataView table = Load(Table);

        DataViewSchema schema = Chain().Fit(table).Transform(table).Schema;

        Assert.Equal<int>([3, 4, 4], ((VectorDataViewType)schema["Features"].Type).Dimensions.ToArray());
        VBuffer<ReadOnlyMemory<char>> classes = default;
        schema["Label"].GetKeyValues(ref classes);
        Assert.Equal(["warm", "cold"], classes.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void Pictures_are_opened_only_when_pixels_are_asked_for()
    {
        IDataView table = Load("Path,Label,Id\nmissing.png,warm,p1\n");
        IDataView pictures = Chain().Fit(table).Transform(table);

        Assert.Equal(["p1"], pictures.GetColumn<string>("Id"));
        Exception error = Assert.ThrowsAny<Exception>(() => pictures.GetColumn<float[]>("Features").ToArray());
        Assert.Contains("missing.png", Assert.IsType<FileNotFoundException>(error.GetBaseException()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_picture_is_an_error()
    {
        folder.Write("no picture", "text.png");
        IDataView table = Load("Path,Label,Id\ntext.png,warm,p1\n");
        IDataView pictures = Chain().Fit(table).Transform(table);

        Exception error = Assert.ThrowsAny<Exception>(() => pictures.GetColumn<float[]>("Features").ToArray());

        Assert.Contains("Invalid input stream contents", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_without_a_path_is_a_black_picture()
    {
        IDataView table = Load("Path,Label,Id\n,warm,p1\n");

        Assert.Equal(new float[48], Chain().Fit(table).Transform(table).GetColumn<float[]>("Features").Single());
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        string missing = Path.Combine(folder.Path, "missing");

        var error = Assert.Throws<ArgumentException>(() => context.Transforms.LoadImages("Image", missing, "Path"));

        Assert.Equal($"Directory \"{missing}\" does not exist.", error.Message);
    }

    [Fact]
    public void A_saved_model_predicts_for_one_file_at_a_time()
    {
        IDataView table = Load(Table);
        using var file = new MemoryStream();
        context.Model.Save(Chain().Fit(table), table.Schema, file);
        file.Position = 0;
        var fresh = new MLContext();

        using var engine = fresh.Model.CreatePredictionEngine<PictureFile, Picture>(fresh.Model.Load(file, out DataViewSchema schema));

        Assert.Equal(["Path", "Label", "Id"], schema.Select(column => column.Name));
        Picture picture = engine.Predict(new PictureFile { Path = "people/red again.png", Label = "cold" });
        Assert.Equal(2u, picture.Label);
        Assert.Equal([100f, 0f, 0f], ChannelsOf(picture));
    }

    private IDataView Load(string table) => context.Data.LoadFromTextFile<PictureFile>(folder.Write(table), ',', hasHeader: true, allowQuoting: true);

    private IEstimator<ITransformer> Chain() => context.Transforms.Conversion.MapValueToKey("Label")
        .Append(context.Transforms.LoadImages("Image", folder.Path, "Path"))
        .Append(context.Transforms.ResizeImages("Image", 4, 4))
        .Append(context.Transforms.ExtractPixels("Features", "Image"));

    private void Save(string name, int width, int height, byte red, byte blue)
    {
        byte[] pixels = [.. Enumerable.Repeat<byte[]>([blue, 0, red, 255], width * height).SelectMany(pixel => pixel)];
        using MLImage picture = MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, pixels);
        picture.Save(Path.Combine(folder.Path, name));
    }

    /// <summary>Red, green and blue of a picture that is one colour: the first pixel of each plane.</summary>
    private static float[] ChannelsOf(Picture picture) => [picture.Features[0], picture.Features[16], picture.Features[32]];

    private sealed class PictureFile
    {
        [LoadColumn(0)]
        public string Path { get; set; } = "";

        [LoadColumn(1)]
        public string Label { get; set; } = "";

        [LoadColumn(2)]
        public string Id { get; set; } = "";
    }

    private sealed class Picture
    {
        public uint Label { get; set; }

        public string Id { get; set; } = "";

        public float[] Features { get; set; } = [];
    }
}
