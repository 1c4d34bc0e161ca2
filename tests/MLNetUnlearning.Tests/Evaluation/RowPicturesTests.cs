using SkiaSharp;

namespace MLNetUnlearning.Tests;

public sealed class RowPicturesTests
{
    [Fact]
    public void A_picture_shows_the_planes_as_colours_in_the_order_that_was_asked_for()
    {
        var view = View(FeatureShape.Image(2, 1), [255, 0, 128, 0, 0, 64], [0, 0, 0, 0, 255, 255]);
        var pictures = RowPictures.Of(view, Described(FeatureShape.Image(2, 1)), [1, 0]);
        Assert.Equal([1L, 0L], pictures.Select(picture => picture.Row));
        Assert.Equal([new SKColor(0, 0, 255), new(0, 0, 255)], Colours(pictures[0]));
        Assert.Equal([new SKColor(255, 128, 0), new(0, 0, 64)], Colours(pictures[1]));
    }

    [Fact]
    public void Pixels_of_0_to_1_and_gray_ones_are_shown_too()
    {
        var shape = FeatureShape.Image(2, 1, channels: 1, PixelRange.ZeroToOne);
        var picture = RowPictures.Of(View(shape, [1, 0.5f]), Described(shape), [0]).Single();
        Assert.Equal([new SKColor(255, 255, 255), new(128, 128, 128)], Colours(picture));
    }

    [Fact]
    public void A_large_picture_becomes_small_and_keeps_its_proportions()
    {
        var shape = FeatureShape.Image(400, 200);
        var picture = RowPictures.Of(View(shape, new float[shape.Size]), Described(shape), [0]).Single();
        Assert.Equal((96, 48), (picture.Width, picture.Height));
        Assert.InRange(picture.Png.Length, 1, 2000);
    }

    [Fact]
    public void Rows_of_vectors_are_shown_by_what_they_were_made_from_if_a_column_has_it()
    {
        Assert.Empty(RowPictures.Of(View(FeatureShape.Vector(4), new float[4]), Described(FeatureShape.Vector(4)), [0]));
        var vectors = View(FeatureShape.Vector(4), new float[4], new float[4]).With(
            "Picture", new VectorDataViewType(NumberDataViewType.Single, 3, 1, 2), Buffers([255, 0, 128, 0, 0, 64], new float[6]));
        var picture = RowPictures.Of(vectors, Described(FeatureShape.Vector(4)), [0]).Single();
        Assert.Equal([new SKColor(255, 128, 0), new(0, 0, 64)], Colours(picture));
        var flat = View(FeatureShape.Vector(4), new float[4])
            .With("Picture", new VectorDataViewType(NumberDataViewType.Single, 6), Buffers(new float[6]));
        Assert.Empty(RowPictures.Of(flat, Described(FeatureShape.Vector(4)), [0])); // no plane of it is known
    }

    [Fact]
    public void Where_nobody_says_how_numbers_form_pictures_there_are_none()
    {
        var view = View(FeatureShape.Image(2, 1), [255, 0, 128, 0, 0, 64]);
        Assert.Empty(RowPictures.Of(view, null, [0]));
        Assert.Empty(RowPictures.Of(view, Described(FeatureShape.Image(3, 3)), [0]));
        Assert.Empty(RowPictures.Of(view, Described(FeatureShape.Image(2, 1)) with { Features = "Other" }, [0]));
    }

    [Fact]
    public void No_row_is_read_beyond_the_last_that_is_asked_for_and_none_without_a_wish()
    {
        var view = View(FeatureShape.Image(2, 1), [255, 0, 128, 0, 0, 64]);
        Assert.Empty(RowPictures.Of(view, Described(FeatureShape.Image(2, 1)), []));
        Assert.Empty(view.Opened);
        Assert.Empty(RowPictures.Of(view, Described(FeatureShape.Image(2, 1)), [7]));
        Assert.Equal(["Features"], view.Opened.Single());
    }

    private static SKColor[] Colours(RowPicture picture)
    {
        using var bitmap = SKBitmap.Decode(picture.Png);
        Assert.Equal((picture.Width, picture.Height), (bitmap.Width, bitmap.Height));
        return bitmap.Pixels;
    }

    private static WrittenView View(FeatureShape shape, params float[][] rows) => new WrittenView().With(
        "Features", new VectorDataViewType(NumberDataViewType.Single, shape.Size), Buffers(rows));

    private static VBuffer<float>[] Buffers(params float[][] rows) => [.. rows.Select(row => new VBuffer<float>(row.Length, row))];

    private static ClassifierDescription Described(FeatureShape shape) => PlantedReport.Description("any") with { Shape = shape };
}
