using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Tests;

public class FeatureShapeTests
{
    [Fact]
    public void SizeIsChannelsTimesHeightTimesWidth() => Assert.Equal(3 * 4 * 5, FeatureShape.Image(5, 4).Size);

    [Fact]
    public void PixelsAreZeroTo255UnlessStatedOtherwise() => Assert.Equal(PixelRange.ZeroTo255, FeatureShape.Image(5, 4).PixelRange);

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    public void EverySizeIsAtLeastOne(int channels, int height, int width) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureShape.Image(width, height, channels));

    [Fact]
    public void TwoEqualShapesAreEqual() => Assert.Equal(FeatureShape.Image(5, 4), FeatureShape.Image(5, 4));

    [Theory]
    [InlineData(new[] { 3, 24, 32 }, 3, 24, 32)]
    [InlineData(new[] { 28, 30 }, 1, 28, 30)]
    [InlineData(new[] { 3072 }, 3, 32, 32)]
    [InlineData(new[] { 784 }, 1, 28, 28)]
    public void TheShapeIsFoundInTheColumnsType(int[] dimensions, int channels, int height, int width) =>
        Assert.Equal(FeatureShape.Image(width, height, channels), FeatureShapes.Of(SchemaWith(new VectorDataViewType(NumberDataViewType.Single, dimensions)), "Features", PixelRange.ZeroTo255));

    [Fact]
    public void ASizeThatIsNoSquareIsRefused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => FeatureShapes.Of(SchemaWith(new VectorDataViewType(NumberDataViewType.Single, 1000)), "Features", PixelRange.ZeroTo255));
        Assert.Contains("Schema mismatch for feature column 'Features': expected a square image", error.Message);
    }

    [Fact]
    public void InterleavedColorsAreRefusedWithAHint()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => FeatureShapes.Of(SchemaWith(new VectorDataViewType(NumberDataViewType.Single, 32, 32, 3)), "Features", PixelRange.ZeroTo255));
        Assert.Contains("interleavePixelColors: false", error.Message);
    }

    [Fact]
    public void AMissingColumnIsRefusedInMlNetsWords()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => FeatureShapes.Of(SchemaWith(NumberDataViewType.Single), "Pixels", PixelRange.ZeroTo255));
        Assert.Contains("Could not find feature column 'Pixels'", error.Message);
    }

    [Fact]
    public void AColumnOfAnotherTypeIsRefused()
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
