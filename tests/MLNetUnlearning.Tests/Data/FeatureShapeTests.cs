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
    [InlineData(new[] { 3072 }, 3, 32, 32)]
    [InlineData(new[] { 784 }, 1, 28, 28)]
    public void The_shape_is_found_in_the_columns_type(int[] dimensions, int channels, int height, int width) =>
        Assert.Equal(FeatureShape.Image(width, height, channels), Found(new VectorDataViewType(NumberDataViewType.Single, dimensions)));

    [Fact]
    public void All_wrong_sizes_are_told_at_once()
    {
        Refused.With<ArgumentOutOfRangeException>(["width is 0", "height is -1"], () => FeatureShape.Image(0, -1));
        Refused.With<ArgumentOutOfRangeException>(
            ["channels is 0", "pixelRange is 7"], () => FeatureShape.Image(1, 1, 0, (PixelRange)7));
        Refused.With<ArgumentOutOfRangeException>("more numbers than a column holds", () => FeatureShape.Image(100_000, 100_000));
    }

    [Theory, InlineData(new[] { 1000 }, "Schema mismatch for feature column 'Features': expected a square image")]
    [InlineData(new[] { 32, 32, 3 }, "interleavePixelColors: false")]
    public void Sizes_without_a_square_and_interleaved_colors_are_refused(int[] dimensions, string words) =>
        Refused.With<ArgumentOutOfRangeException>(words, () => Found(new VectorDataViewType(NumberDataViewType.Single, dimensions)));

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
