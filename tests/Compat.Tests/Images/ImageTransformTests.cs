using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Compat.Tests.Images;

public sealed class ImageTransformTests : IDisposable
{
    private static readonly MLContext Context = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public ImageTransformTests()
    {
        // Two pixels: red 10 green 20 blue 30, and red 40 green 50 blue 60.
        using var picture = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, [30, 20, 10, 255, 60, 50, 40, 255]);
        picture.Save(Path.Combine(_folder, "two.png"));
        using var grey = MLImage.CreateFromPixels(8, 8, MLPixelFormat.Bgra32, [.. Enumerable.Repeat<byte>(255, 8 * 8 * 4)]);
        grey.Save(Path.Combine(_folder, "white.jpg"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Pixels_come_plane_after_plane_with_the_sizes_in_the_type()
    {
        var pixels = Pixels("two.png", 2, 1, out DataViewType type);
        Assert.Equal([10f, 40, 20, 50, 30, 60], pixels);
        Assert.Equal<int>([3, 1, 2], ((VectorDataViewType)type).Dimensions.ToArray());
    }

    [Fact]
    public void Pixels_can_be_interleaved_shifted_scaled_and_in_another_order()
    {
        var estimator = Context.Transforms.ExtractPixels(
            "Pixels", "Image", orderOfExtraction: ImagePixelExtractingEstimator.ColorsOrder.ABGR, interleavePixelColors: true, offsetImage: 10, scaleImage: 0.5f);
        Assert.Equal([10f, 5, 0, 25, 20, 15], Pixels("two.png", 2, 1, out _, estimator));
    }

    [Fact]
    public void Filling_takes_the_nearest_pixel() =>
        Assert.Equal([10f, 10, 40, 40], Pixels("two.png", 4, 1, out _, kind: ImageResizingEstimator.ResizingKind.Fill)[..4]);

    [Fact]
    public void Padding_leaves_black_and_white_stays_white()
    {
        var pixels = Pixels("white.jpg", 16, 8, out _, kind: ImageResizingEstimator.ResizingKind.IsoPad)[..16];
        Assert.Equal(Enumerable.Repeat(0f, 4), pixels[..4]);
        Assert.Equal(Enumerable.Repeat(255f, 8), pixels[4..12]);
        Assert.Equal(Enumerable.Repeat(0f, 4), pixels[12..]);
    }

    [Fact]
    public void A_loaded_model_reads_the_same_pixels()
    {
        var chain = Chain(2, 1, ImageResizingEstimator.ResizingKind.Fill, Context.Transforms.ExtractPixels("Pixels", "Image"));
        var view = Context.Data.LoadFromEnumerable([new Row { Path = "two.png" }]);
        using var file = new MemoryStream();
        Context.Model.Save(chain.Fit(view), view.Schema, file);
        var loaded = new MLContext().Model.Load(file, out _).Transform(view);
        Assert.Equal([10f, 40, 20, 50, 30, 60], Context.Data.CreateEnumerable<Extracted>(loaded, false).Single().Pixels);
    }

    [Fact]
    public void Files_are_opened_only_when_pixels_are_asked_for()
    {
        var chain = Chain(2, 1, ImageResizingEstimator.ResizingKind.Fill, Context.Transforms.ExtractPixels("Pixels", "Image"));
        var view = Context.Data.LoadFromEnumerable([new Row { Path = "missing.png" }]);
        var output = chain.Fit(view).Transform(view);
        Assert.Equal("missing.png", Context.Data.CreateEnumerable<Row>(output, false).Single().Path);
        Assert.ThrowsAny<Exception>(() => Context.Data.CreateEnumerable<Extracted>(output, false).ToList());
    }

    [Fact]
    public void An_image_of_unknown_size_has_no_pixels_to_extract()
    {
        var estimator = Context.Transforms.LoadImages("Image", _folder, "Path").Append(Context.Transforms.ExtractPixels("Pixels", "Image"));
        Assert.ThrowsAny<ArgumentException>(() => estimator.Fit(Context.Data.LoadFromEnumerable([new Row()])));
    }

    [Fact]
    public void What_is_no_picture_is_refused() =>
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream([1, 2, 3])));

    private float[] Pixels(
        string file,
        int width,
        int height,
        out DataViewType type,
        IEstimator<ITransformer>? extract = null,
        ImageResizingEstimator.ResizingKind kind = ImageResizingEstimator.ResizingKind.Fill)
    {
        var view = Context.Data.LoadFromEnumerable([new Row { Path = file }]);
        var output = Chain(width, height, kind, extract ?? Context.Transforms.ExtractPixels("Pixels", "Image")).Fit(view).Transform(view);
        type = output.Schema["Pixels"].Type;
        return Context.Data.CreateEnumerable<Extracted>(output, false).Single().Pixels;
    }

    private EstimatorChain<ITransformer> Chain(
        int width, int height, ImageResizingEstimator.ResizingKind kind, IEstimator<ITransformer> extract) =>
        Context.Transforms.LoadImages("Image", _folder, "Path")
            .Append(Context.Transforms.ResizeImages("Image", width, height, resizing: kind))
            .Append(extract);

    private sealed class Row
    {
        public string Path { get; set; } = "";
    }

    private sealed class Extracted
    {
        public float[] Pixels { get; set; } = [];
    }
}
