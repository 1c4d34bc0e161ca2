namespace MLNetUnlearning.Tests;

public class FeatureShapeTests
{
    [Fact]
    public void Size_is_channels_times_height_times_width() => Assert.Equal(3 * 4 * 5, FeatureShape.Image(5, 4).Size);

    [Fact]
    public void Pixels_are_zero_to_255_unless_stated_otherwise() =>
        Assert.Equal(PixelRange.ZeroTo255, FeatureShape.Image(5, 4).PixelRange);

    [Theory, InlineData(0, 1, 1), InlineData(1, 0, 1), InlineData(1, 1, 0)]
    public void Every_size_is_at_least_one(int channels, int height, int width) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureShape.Image(width, height, channels));

    [Fact]
    public void Two_equal_shapes_are_equal() => Assert.Equal(FeatureShape.Image(5, 4), FeatureShape.Image(5, 4));

    [Theory]
    [InlineData(new[] { 3, 24, 32 }, 3, 24, 32)]
    [InlineData(new[] { 28, 30 }, 1, 28, 30)]
    public void The_shape_is_found_in_the_columns_type(int[] dimensions, int channels, int height, int width) =>
        Assert.Equal(FeatureShape.Image(width, height, channels), Found(new VectorDataViewType(NumberDataViewType.Single, dimensions)));

    [Theory, InlineData(30), InlineData(49), InlineData(3072)]
    public void One_dimension_is_a_vector_whatever_its_size(int size) =>
        Assert.Equal(FeatureShape.Vector(size), Found(new VectorDataViewType(NumberDataViewType.Single, size)));

    [Fact]
    public void A_vector_is_no_image_of_its_size()
    {
        var vector = FeatureShape.Vector(49);
        Assert.Equal((true, 49, "a vector of 49 numbers"), (vector.IsVector, vector.Size, vector.ToString()));
        Assert.NotEqual(FeatureShape.Image(49, 1, 1), vector);
        Assert.Equal([49], vector.Sizes);
        Assert.Equal([1, 7, 7], FeatureShape.Image(7, 7, 1).Sizes);
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureShape.Vector(0));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void As_JSON_it_comes_back(bool isVector)
    {
        var shape = isVector ? FeatureShape.Vector(5) : FeatureShape.Image(5, 4, 2, PixelRange.ZeroToOne);
        var json = System.Text.Json.JsonSerializer.Serialize(shape);
        Assert.Equal(isVector, json.Contains("IsVector", StringComparison.Ordinal)); // images are written as they were before vectors
        Assert.Equal(shape, System.Text.Json.JsonSerializer.Deserialize<FeatureShape>(json));
    }

    [Fact]
    public void All_wrong_sizes_are_told_at_once()
    {
        Refused.With<ArgumentOutOfRangeException>(["width is 0", "height is -1"], () => FeatureShape.Image(0, -1));
        Refused.With<ArgumentOutOfRangeException>(
            ["channels is 0", "pixelRange is 7"], () => FeatureShape.Image(1, 1, 0, (PixelRange)7));
        Refused.With<ArgumentOutOfRangeException>("more numbers than a column holds", () => FeatureShape.Image(100_000, 100_000));
    }

    [Fact]
    public void Interleaved_colors_are_refused() => Refused.With<ArgumentOutOfRangeException>(
        "interleavePixelColors: false", () => Found(new VectorDataViewType(NumberDataViewType.Single, 32, 32, 3)));

    [Theory, InlineData("Pixels", "Could not find feature column 'Pixels'")]
    [InlineData("Features", "Schema mismatch for feature column 'Features': expected Vector<Single>, got Single")]
    public void A_missing_column_and_one_of_another_type_are_refused_in_ml_nets_words(string column, string words) =>
        Refused.With<ArgumentOutOfRangeException>(words, () => Found(NumberDataViewType.Single, column));

    private static FeatureShape Found(DataViewType features, string column = "Features")
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Features", features);
        return FeatureShapes.Of(builder.ToSchema(), column, PixelRange.ZeroTo255);
    }
}
