namespace MLNetUnlearning.Tests;

public sealed class FeatureUnitTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    [Fact]
    public void Means_and_deviations_are_those_of_each_feature()
    {
        var statistics = FeatureStatistics.Of(Rows(new float[,] { { 1, -8, 5 }, { 3, -8, 5 }, { 5, 4, 5 } }));
        Assert.Equal([3, -4, 5], statistics.Means);
        Assert.Equal([1.6329932f, 5.656854f, 1], statistics.Deviations); // sqrt(8/3), sqrt(32); the last never varies
        Assert.Equal([1, -8, 5], statistics.Least);
        Assert.Equal([5, 4, 5], statistics.Largest);
    }

    [Fact]
    public void A_large_constant_has_deviation_1_and_small_steps_far_from_zero_are_seen()
    {
        const int Count = 10_000; // more than are read at once
        var values = new float[Count, 2];
        for (var row = 0; row < Count; row++) (values[row, 0], values[row, 1]) = (1e7f + 0.3f, row % 2 == 0 ? 1_000_000 : 1_000_001);
        var statistics = FeatureStatistics.Of(Rows(values));
        Assert.Equal([1, 0.5f], statistics.Deviations);
        Assert.Equal(1_000_000.5f, statistics.Means[1]);
    }

    [Fact]
    public void An_image_counts_as_its_pixels()
    {
        using var rows = new LabeledRows(tensor(new byte[] { 0, 51, 255, 153 }).view(2, 1, 1, 2), tensor(new long[] { 0, 1 }));
        Assert.Equal([0.5f, 0.4f], FeatureStatistics.Of(rows.All).Means);
    }

    [Fact]
    public void Noise_and_bounds_of_a_vector_follow_its_features_and_those_of_images_the_pixel_range()
    {
        var vectors = FeatureUnit.Of(FeatureShape.Vector(2), () => Rows(new float[,] { { 10, -2 }, { 30, 2 } }));
        Assert.Equal([10, 2], Numbers(vectors.Scaled(ones(1, 2))));
        Assert.Equal([30, -2], Numbers(vectors.Clamped(tensor(new float[] { 99, -3 }).view(1, 2))));
        var images = FeatureUnit.Of(FeatureShape.Image(2, 1, 1), () => throw new InvalidOperationException("Nobody looks at images."));
        Assert.Equal([1, 1], Numbers(images.Scaled(ones(1, 2))));
        Assert.Equal([1, 0], Numbers(images.Clamped(tensor(new float[] { 99, -3 }))));
    }

    public void Dispose() => scope.Dispose();

    private static RowSubset Rows(float[,] values) => new LabeledRows(tensor(values), zeros(values.GetLength(0), ScalarType.Int64)).All;

    private static float[] Numbers(Tensor values) => values.flatten().data<float>().ToArray();
}
