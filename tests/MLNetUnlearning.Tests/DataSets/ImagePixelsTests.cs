using System.Drawing;

namespace MLNetUnlearning.Tests;

public sealed class ImagePixelsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);

    public static IEnumerable<object[]> Ordinary =>
        from file in (string[])["color.png", "color.jpg", "gray.png", "gray.jpg", "small.png", "same.jpg", "tall.jpg"]
        from size in ((int Width, int Height)[])[(32, 32), (20, 33), (64, 8)]
        select (object[])[file, size.Width, size.Height];

    [Theory, MemberData(nameof(Ordinary))]
    public void Ordinary_pictures_have_the_pixels_of_mlnets_own_transforms_to_the_bit(string file, int width, int height)
    {
        folder.Write("color.png", Pictures.Png(101, 67));
        folder.Write("color.jpg", Pictures.Jpeg(101, 67));
        folder.Write("gray.png", Pictures.Png(101, 67, isGray: true));
        folder.Write("gray.jpg", Pictures.Jpeg(101, 67, isGray: true));
        folder.Write("small.png", Pictures.Png(7, 5));
        folder.Write("same.jpg", Pictures.Jpeg(32, 32));
        folder.Write("tall.jpg", Pictures.Jpeg(150, 611));
        Assert.Equal(Pictures.Features(ml, Pictures.MLNetsOwn(ml, folder.Path, width, height), file), Pixels(file, width, height));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8)]
    public void A_picture_stands_upright(byte orientation)
    {
        var (width, height) = (24, 16);
        var jpeg = Pictures.Jpeg(width, height);
        folder.Write("stored.jpg", jpeg);
        folder.Write("turned.jpg", Pictures.Oriented(jpeg, orientation));
        var stored = Pixels("stored.jpg", width, height);
        var swaps = orientation >= 5;
        var (uprightWidth, uprightHeight) = swaps ? (height, width) : (width, height);
        var upright = Pixels("turned.jpg", uprightWidth, uprightHeight);
        for (var y = 0; y < uprightHeight; y++)
            for (var x = 0; x < uprightWidth; x++)
            {
                // EXIF 2.3, table of the tag Orientation: where row 0 and column 0 of the stored picture are in the upright one.
                var (row, column) = orientation switch
                {
                    1 => (y, x),                               // top, left
                    2 => (y, width - 1 - x),                   // top, right
                    3 => (height - 1 - y, width - 1 - x),      // bottom, right
                    4 => (height - 1 - y, x),                  // bottom, left
                    5 => (x, y),                               // left, top
                    6 => (height - 1 - x, y),                  // right, top
                    7 => (height - 1 - x, width - 1 - y),      // right, bottom
                    _ => (x, width - 1 - y),                   // left, bottom
                };
                for (var plane = 0; plane < 3; plane++)
                    Assert.Equal(stored[(plane * height + row) * width + column], upright[(plane * uprightHeight + y) * uprightWidth + x]);
            }
    }

    [Fact]
    public void Transparent_pixels_are_white_unless_another_background_is_given()
    {
        folder.Write("a.png", Pictures.TransparentTopPng(2, 2));
        Assert.Equal([255f, 255, 255, 255, 255, 255, 0, 0, 255, 255, 0, 0], Pixels("a.png", 2, 2));
        var green = Pictures.Features(ml, ml.ImagePixels(folder.Path, 2, 2, background: Color.Lime), "a.png");
        Assert.Equal([0f, 0, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0], green);
    }

    [Fact]
    public void A_transparent_background_is_refused() =>
        Assert.Throws<ArgumentException>(() => ml.ImagePixels(background: Color.Transparent));

    [Theory]
    [InlineData("half.png", "is cut off")]
    [InlineData("half.jpg", "is cut off")]
    [InlineData("half.bmp", "is cut off")]
    [InlineData("begun.jpg", "is cut off or damaged near its beginning")]
    [InlineData("page.jpg", "is no PNG, JPEG, BMP, WebP or GIF file")]
    [InlineData("fork.png", "is no PNG, JPEG, BMP, WebP or GIF file")]
    [InlineData("folder.png", "cannot be opened: it is a folder")]
    [InlineData("empty.png", "is empty")]
    [InlineData("missing.png", "does not exist")]
    [InlineData("huge.png", "has 100000 x 100000 pixels; at most 100,000,000 pixels are decoded")]
    public void A_file_that_cannot_be_read_is_named_with_its_full_path(string file, string reason)
    {
        folder.Write("half.png", Pictures.FirstHalf(Pictures.Png()));
        folder.Write("half.jpg", Pictures.FirstHalf(Pictures.Jpeg(101, 67)));
        folder.Write("begun.jpg", Pictures.Jpeg()[..100]);
        folder.Write("half.bmp", Pictures.RedAndBlueBmp()[..57]);
        folder.Write("page.jpg", Pictures.WebPage);
        folder.Write("fork.png", Pictures.ResourceFork);
        folder.Write("empty.png", []);
        Directory.CreateDirectory(Path.Combine(folder.Path, "folder.png"));
        folder.Write("huge.png", Pictures.Claiming(100_000, 100_000));
        var path = Path.Combine(folder.Path, file);
        Action[] readers = [() => Pixels(file, 8, 8), () => ImageFile.Load(path)];
        Assert.All(readers, read => Assert.StartsWith($"Image file '{path}' {reason}", Assert.Throws<ImageFileException>(read).Message));
    }

    [Fact]
    public void A_trainer_names_the_file_behind_other_transforms()
    {
        folder.Write("a.png", Pictures.Png());
        folder.Write("half.png", Pictures.FirstHalf(Pictures.Png()));
        var rows = ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 40).Select(i => new PathRow { ImagePath = i == 30 ? "half.png" : "a.png", Label = $"{i % 2}" }).ToList());
        var pipeline = ml.ImagePixels(folder.Path)
            .Append(ml.Transforms.CopyColumns("Copy", "Features"))
            .Append(ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(ml.Unlearning().TrainClassifier(network: KnownNetworks.SmallConvNet(2), numberOfEpochs: 1));
        Assert.Contains(Path.Combine(folder.Path, "half.png"), Assert.Throws<ImageFileException>(() => pipeline.Fit(rows)).Message);
    }

    [Fact]
    public void A_saved_pipeline_gives_the_same_pixels_to_views_and_prediction_engines()
    {
        folder.Write("a.jpg", Pictures.Oriented(Pictures.Jpeg(), 6));
        folder.Write("b.png", Pictures.TransparentTopPng());
        PathRow[] pictures = [new() { ImagePath = "a.jpg" }, new() { ImagePath = "b.png" }];
        var rows = ml.Data.LoadFromEnumerable(pictures);
        var model = ml.ImagePixels(folder.Path, 10, 12, background: Color.Navy).Fit(rows);
        var expected = model.Transform(rows).GetColumn<float[]>("Features").ToArray();
        var file = Path.Combine(folder.Path, "model.zip");
        ml.Model.Save(model, rows.Schema, file);

        var other = new MLContext();
        var loaded = other.Model.Load(file, out _);
        var again = loaded.Transform(other.Data.LoadFromEnumerable(pictures));
        Assert.Equal(model.Transform(rows).Schema.Select(column => column.Name), again.Schema.Select(column => column.Name));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3, 12, 10), again.Schema["Features"].Type);
        Assert.Equal(expected, again.GetColumn<float[]>("Features"));
        foreach (var transformer in (ITransformer[])[model, loaded])
        {
            using var engine = other.Model.CreatePredictionEngine<PathRow, PixelRow>(transformer);
            Assert.Equal(expected, pictures.Select(picture => engine.Predict(picture).Features.ToArray()));
        }
    }

    [Fact]
    public void A_saved_model_from_path_to_class_scores_the_same_and_can_be_restored()
    {
        folder.Write("a.jpg", Pictures.Jpeg());
        folder.Write("b.png", Pictures.Png());
        var rows = ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 8).Select(i => new PathRow { ImagePath = i % 2 == 0 ? "a.jpg" : "b.png", Label = $"{i % 2}" }).ToList());
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.ImagePixels(folder.Path))
            .Append(ml.Unlearning().TrainClassifier(network: KnownNetworks.SmallConvNet(2), numberOfEpochs: 1)).Fit(rows);
        var file = Path.Combine(folder.Path, "model.zip");
        ml.Model.Save(model, rows.Schema, file);
        var loaded = ml.Model.Load(file, out _);
        Assert.Equal(model.Transform(rows).GetColumn<float[]>("Score"), loaded.Transform(rows).GetColumn<float[]>("Score"));
        using var classifier = ml.Unlearning().FindClassifier(ml.Unlearning().Restore(loaded));
        Assert.Equal(["0", "1"], classifier.Labels.Names);
    }

    [Theory, InlineData(10, 12), InlineData(24, 16)]
    public void A_row_can_be_read_twice_whether_or_not_the_picture_has_the_size_asked_for(int width, int height)
    {
        folder.Write("a.png", Pictures.Png(width, height));
        folder.Write("b.png", Pictures.TransparentTopPng(width, height));
        PathRow[] pictures = [new() { ImagePath = "a.png" }, new() { ImagePath = "b.png" }, new() { ImagePath = "a.png" }];
        var rows = ml.Data.LoadFromEnumerable(pictures);
        var pipeline = ml.ImagePixels(folder.Path, 10, 12);
        var expected = pipeline.Fit(rows).Transform(rows).GetColumn<float[]>("Features").ToArray();
        var model = pipeline.Append(ml.Transforms.CopyColumns("Copy", "Features")).Fit(rows);
        var twice = ml.Data.CreateEnumerable<TwoColumns>(model.Transform(rows), reuseRowObject: false).ToList();
        Assert.Equal(expected, twice.Select(row => row.Features));
        Assert.Equal(expected, twice.Select(row => row.Copy));
        using var engine = ml.Model.CreatePredictionEngine<PathRow, TwoColumns>(model);
        Assert.Equal(expected, pictures.Select(picture => engine.Predict(picture).Copy));
        Assert.Equal(expected, pictures.Select(picture => engine.Predict(picture).Features));
    }

    [Fact]
    public void A_prediction_engine_gives_label_and_scores_of_a_picture_of_the_size_asked_for()
    {
        folder.Write("a.png", Pictures.Png(32, 32));
        folder.Write("b.jpg", Pictures.Jpeg(32, 32));
        PathRow[] two = [new() { ImagePath = "a.png", Label = "0" }, new() { ImagePath = "b.jpg", Label = "1" }];
        PathRow[] pictures = [.. two, .. two, .. two, .. two];
        var rows = ml.Data.LoadFromEnumerable(pictures);
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.ImagePixels(folder.Path))
            .Append(ml.Unlearning().TrainClassifier(network: KnownNetworks.SmallConvNet(2), numberOfEpochs: 1))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(rows);
        var expected = ml.Data.CreateEnumerable<Prediction>(model.Transform(rows), reuseRowObject: false).ToList();
        var file = Path.Combine(folder.Path, "model.zip");
        ml.Model.Save(model, rows.Schema, file);
        foreach (var transformer in (ITransformer[])[model, ml.Model.Load(file, out _)])
        {
            using var engine = ml.Model.CreatePredictionEngine<PathRow, Prediction>(
                transformer, new PredictionEngineOptions { OwnsTransformer = false });
            foreach (var (picture, answer) in pictures.Zip(expected))
            {
                var prediction = engine.Predict(picture);
                Assert.Equal(answer.PredictedLabel, prediction.PredictedLabel);
                Assert.Equal(answer.Score, prediction.Score, (one, other) => Math.Abs(one - other) < 1e-5);
            }
        }
    }

    [Fact]
    public void A_size_below_one_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => ml.ImagePixels(imageWidth: 0));

    public void Dispose() => folder.Dispose();

    private float[] Pixels(string file, int width, int height) => Pictures.Features(ml, ml.ImagePixels(folder.Path, width, height), file);

    private sealed class TwoColumns
    {
        public float[] Features { get; set; } = [];

        public float[] Copy { get; set; } = [];
    }

    private sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }

    private sealed class PixelRow
    {
        [VectorType(3, 12, 10)]
        public float[] Features { get; set; } = [];
    }
}
