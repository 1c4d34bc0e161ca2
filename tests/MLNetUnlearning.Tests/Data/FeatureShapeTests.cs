using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Tests;

public class FeatureShapeTests
{
    [Fact]
    public void Size_is_channels_times_height_times_width() => Assert.Equal(3 * 4 * 5, FeatureShape.Image(5, 4).Size);

    [Fact]
    public void Pixels_are_zero_to_255_unless_stated_otherwise() => Assert.Equal(PixelRange.ZeroTo255, FeatureShape.Image(5, 4).PixelRange);

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
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
        Assert.Equal(FeatureShape.Image(width, height, channels), FeatureShapes.Of(SchemaWith(new VectorDataViewType(NumberDataViewType.Single, dimensions)), "Features", PixelRange.ZeroTo255));

    [Fact]
    public void A_size_that_is_no_square_is_refused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => FeatureShapes.Of(SchemaWith(new VectorDataViewType(NumberDataViewType.Single, 1000)), "Features", PixelRange.ZeroTo255));
        Assert.Contains("Schema mismatch for feature column 'Features': expected a square image", error.Message);
    }

    [Fact]
    public void Interleaved_colors_are_refused_with_a_hint()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => FeatureShapes.Of(SchemaWith(new VectorDataViewType(NumberDataViewType.Single, 32, 32, 3)), "Features", PixelRange.ZeroTo255));
        Assert.Contains("interleavePixelColors: false", error.Message);
    }

    [Fact]
    public void A_missing_column_is_refused_in_ml_nets_words()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => FeatureShapes.Of(SchemaWith(NumberDataViewType.Single), "Pixels", PixelRange.ZeroTo255));
        Assert.Contains("Could not find feature column 'Pixels'", error.Message);
    }

    [Fact]
    public void A_column_of_another_type_is_refused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => FeatureShapes.Of(SchemaWith(NumberDataViewType.Single), "Features", PixelRange.ZeroTo255));
        Assert.Contains("Schema mismatch for feature column 'Features': expected Vector<Single>, got Single", error.Message);
    }

    private static DataViewSchema SchemaWith(DataViewType features)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Features", features);
        return builder.ToSchema();
    }
}
