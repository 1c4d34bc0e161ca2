namespace MLNetUnlearning.Tests;

public sealed class UnitPixelsTests
{
    private static readonly FeatureShape Bytes = FeatureShape.Image(7, 5, 1); // 35 numbers: no multiple of a machine vector
    private static readonly FeatureShape Fractions = FeatureShape.Image(7, 5, 1, PixelRange.ZeroToOne);

    [Fact]
    public void Pixels_of_0_to_255_are_divided() =>
        Assert.Equal(Pixels().Select(pixel => pixel / 255f), Read(new VBuffer<float>(35, Pixels()), Bytes));

    [Fact]
    public void Pixels_of_0_to_1_stay_as_they_are()
    {
        var fractions = Pixels().Select(pixel => pixel / 300f).ToArray();
        Assert.Equal(fractions, Read(new VBuffer<float>(35, fractions), Fractions));
    }

    [Fact]
    public void Sparse_vectors_are_filled_up() =>
        Assert.Equal([0, 0, 1, .. new float[31], 0.2f], Read(new VBuffer<float>(35, 2, [255, 51], [2, 34]), Bytes));

    [Theory]
    [InlineData(0, 256)]
    [InlineData(3, -0.5f)]
    [InlineData(31, float.NaN)]
    [InlineData(34, float.PositiveInfinity)]
    public void A_pixel_out_of_range_is_named_wherever_it_is(int place, float pixel)
    {
        var pixels = Pixels();
        pixels[place] = pixel;
        var error = Assert.Throws<InvalidOperationException>(() => Read(new VBuffer<float>(35, pixels), Bytes));
        var words = FormattableString.Invariant($"Row 7 (counted from 0) has a pixel of {pixel}; the image shape says 0 to 255.");
        Assert.Contains(words, error.Message);
    }

    [Fact]
    public void Numbers_of_a_vector_stay_as_they_are()
    {
        var numbers = Pixels().Select((number, place) => place % 2 == 0 ? -1e30f * number : number).ToArray();
        numbers[34] = float.MaxValue;
        Assert.Equal(numbers, Read(new VBuffer<float>(35, numbers), FeatureShape.Vector(35)));
    }

    [Theory, InlineData(3, float.NaN), InlineData(34, float.NegativeInfinity)]
    public void A_feature_that_is_not_finite_is_named_and_what_helps(int place, float feature)
    {
        var numbers = Pixels();
        numbers[place] = feature;
        var words = FormattableString.Invariant($"Row 7 (counted from 0) has {feature} as feature {place} (counted from 0)");
        Refused.With<InvalidOperationException>(
            [words, "ReplaceMissingValues"], () => Read(new VBuffer<float>(35, numbers), FeatureShape.Vector(35)));
    }

    private static float[] Pixels() => Enumerable.Range(0, 35).Select(i => (float)(i * 7)).ToArray();

    private static float[] Read(VBuffer<float> features, FeatureShape shape)
    {
        var unit = new float[35];
        Array.Fill(unit, 9); // whatever was there before
        UnitPixels.Read(features, shape, 7, unit);
        return unit;
    }
}
