namespace MLNetUnlearning.Data;

/// <summary>The unit in which noise is added to rows and rows are moved: pixel values of 0 to 1 for images. For vectors it is the standard
/// deviation of each feature, since features have units of their own.</summary>
internal sealed class FeatureUnit
{
    private readonly FeatureStatistics? statistics; // null: images

    private FeatureUnit(FeatureStatistics? statistics) => this.statistics = statistics;

    /// <summary>The unit of images.</summary>
    public static FeatureUnit Pixels { get; } = new(null);

    /// <summary>The unit of rows.</summary>
    /// <param name="shape">What they are.</param>
    /// <param name="rows">The rows, which are looked at if they are vectors.</param>
    public static FeatureUnit Of(FeatureShape shape, Func<RowSubset> rows) =>
        shape.IsVector ? new FeatureUnit(FeatureStatistics.Of(rows())) : Pixels;

    /// <summary>Amounts of one unit each in the numbers of the rows.</summary>
    /// <param name="amounts">.. x C x H x W, or .. x F.</param>
    public Tensor Scaled(Tensor amounts) =>
        statistics is null ? amounts : amounts * NewTensor.Of(statistics.Deviations).SentTo(amounts.device);

    /// <summary>Rows within the range of such rows: pixels in 0 to 1, features between the least and the largest that there is.</summary>
    /// <param name="rows">b x C x H x W, or b x F.</param>
    public Tensor Clamped(Tensor rows) => statistics is null
        ? rows.clamp(0, 1)
        : rows.maximum(NewTensor.Of(statistics.Least).SentTo(rows.device)).minimum(NewTensor.Of(statistics.Largest).SentTo(rows.device));
}

/// <summary>What the numbers of rows are like, feature by feature.</summary>
/// <param name="Means">The mean of each feature.</param>
/// <param name="Deviations">The standard deviation of each feature, over all rows; 1 for one that never varies.</param>
/// <param name="Least">The least value of each feature.</param>
/// <param name="Largest">The largest value of each feature.</param>
internal sealed record FeatureStatistics(float[] Means, float[] Deviations, float[] Least, float[] Largest)
{
    private const int AtOnce = 4096; // rows

    /// <summary>Looks at rows, twice: deviations are taken around the mean, so that large numbers lose nothing.</summary>
    /// <param name="rows">One row or more. An image counts as a vector of its pixels.</param>
    public static FeatureStatistics Of(RowSubset rows)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        Tensor? sum = null, least = null, largest = null, squares = null;
        Over(rows, part =>
        {
            sum = Kept(sum, part.sum(0, keepdim: false), (one, other) => one + other);
            least = Kept(least, part.amin([0]), (one, other) => one.minimum(other));
            largest = Kept(largest, part.amax([0]), (one, other) => one.maximum(other));
        });
        var means = sum! / rows.Count; // F
        Over(rows, part => squares = Kept(squares, (part - means).square().sum(0, keepdim: false), (one, other) => one + other));
        var deviations = (squares! / rows.Count).sqrt().to(ScalarType.Float32); // F
        var never = largest!.eq(least!).logical_or(deviations.eq(0)); // rounding leaves a trace of a constant, whose true deviation is 0
        return new FeatureStatistics(
            Numbers(means), Numbers(deviations.masked_fill(never, 1)), Numbers(least!), Numbers(largest));
    }

    /// <summary>Looks at the rows part by part: b x F, in double precision.</summary>
    private static void Over(RowSubset rows, Action<Tensor> look)
    {
        for (var start = 0; start < rows.Count; start += AtOnce)
        {
            using var step = NewDisposeScope();
            var places = NewTensor.Range(start, Math.Min(start + AtOnce, rows.Count));
            look(rows.FeaturesAt(places, CPU).flatten(1).to(ScalarType.Float64));
        }
    }

    private static Tensor Kept(Tensor? before, Tensor now, Func<Tensor, Tensor, Tensor> together) =>
        (before is null ? now : together(before, now)).MoveToOuterDisposeScope();

    private static float[] Numbers(Tensor values) => values.to(ScalarType.Float32).data<float>().ToArray();
}
