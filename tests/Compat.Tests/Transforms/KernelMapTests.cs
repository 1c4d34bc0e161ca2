using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using static Compat.Tests.Transforms.Columns;

namespace Compat.Tests.Transforms;

public class KernelMapTests
{
    private readonly MLContext context = new(seed: 1);

    // Squared distances 1, 4, 9, 49, 81, 100, with median 29; absolute ones 1, 2, 3, 7, 9, 10, with median 5.
    private IDataView Points => Pairs(context, [0f, 0], [1, 0], [3, 0], [10, 0]);

    [Theory]
    [InlineData(1f)]
    [InlineData(3f)]
    public void Products_of_mapped_rows_approximate_a_gaussian_kernel_in_units_of_the_median_squared_distance(float gamma)
    {
        float[][] mapped = context.Transforms.ApproximatedKernelMap("Values", rank: 20_000, generator: new GaussianKernel(gamma)).Vectors(Points);

        Assert.Equal(Math.Exp(-gamma * 1 / 29), Product(mapped[0], mapped[1]), 0.04);
        Assert.Equal(Math.Exp(-gamma * 9 / 29), Product(mapped[0], mapped[2]), 0.04);
        Assert.Equal(Math.Exp(-gamma * 49 / 29), Product(mapped[2], mapped[3]), 0.04);
        Assert.Equal(1, Product(mapped[3], mapped[3]), 0.04);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(2f)]
    public void Products_of_mapped_rows_approximate_a_laplacian_kernel_in_units_of_the_median_absolute_distance(float a)
    {
        float[][] mapped = context.Transforms.ApproximatedKernelMap("Values", rank: 20_000, generator: new LaplacianKernel(a)).Vectors(Points);

        Assert.Equal(Math.Exp(-a * 1 / 5), Product(mapped[0], mapped[1]), 0.04);
        Assert.Equal(Math.Exp(-a * 3 / 5), Product(mapped[0], mapped[2]), 0.04);
        Assert.Equal(Math.Exp(-a * 7 / 5), Product(mapped[2], mapped[3]), 0.04);
    }

    [Fact]
    public void Cosine_and_sine_take_turns_and_every_row_has_length_one()
    {
        IDataView mapped = context.Transforms.ApproximatedKernelMap("Map", "Values", rank: 8, useCosAndSinBases: true).Fit(Points).Transform(Points);
        float[][] rows = [.. mapped.GetColumn<float[]>("Map")];

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 16), mapped.Schema["Map"].Type);
        Assert.Empty(mapped.Schema["Map"].Annotations.Schema);
        AssertClose(Enumerable.Range(0, 16).Select(slot => slot % 2 == 0 ? MathF.Sqrt(1f / 8) : 0), rows[0]); // of a row of zeros
        Assert.All(rows, row => Assert.Equal(1, Product(row, row), 1e-5));
    }

    [Fact]
    public void Without_sines_there_is_one_slot_a_projection()
    {
        IDataView mapped = context.Transforms.ApproximatedKernelMap("Values", rank: 8).Fit(Points).Transform(Points);

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 8), mapped.Schema["Values"].Type);
        Assert.All(mapped.GetColumn<float[]>("Values").SelectMany(row => row), value => Assert.InRange(value, -0.50001f, 0.50001f));
    }

    [Fact]
    public void A_thousand_projections_are_the_default() => Assert.Equal(
        new VectorDataViewType(NumberDataViewType.Single, 1000),
        context.Transforms.ApproximatedKernelMap("Values").Fit(Points).GetOutputSchema(Points.Schema)["Values"].Type);

    [Fact]
    public void Chance_follows_the_seed_of_the_context()
    {
        float[][] Map(int seed) => new MLContext(seed).Transforms.ApproximatedKernelMap("Values", rank: 3).Vectors(Points);

        Assert.Equal(Map(3), Map(3));
        Assert.NotEqual(Map(3), Map(4));
    }

    [Fact]
    public void A_seed_of_its_own_makes_every_fit_alike_and_none_makes_them_differ()
    {
        var seeded = context.Transforms.ApproximatedKernelMap("Values", rank: 3, seed: 5);
        var unseeded = context.Transforms.ApproximatedKernelMap("Values", rank: 3);

        Assert.Equal(seeded.Vectors(Points), seeded.Vectors(Points));
        Assert.Equal(seeded.Vectors(Points), new MLContext(seed: 9).Transforms.ApproximatedKernelMap("Values", rank: 3, seed: 5).Vectors(Points));
        Assert.NotEqual(unseeded.Vectors(Points), unseeded.Vectors(Points));
    }

    [Fact]
    public void Rows_that_are_all_alike_are_counted_in_units_of_one()
    {
        float[][] mapped = context.Transforms.ApproximatedKernelMap("Values", rank: 20_000).Vectors(Pairs(context, [2f, 2], [2, 2]), Points);

        Assert.Equal(Math.Exp(-1), Product(mapped[0], mapped[1]), 0.04);
    }

    [Fact]
    public void Rows_with_missing_values_are_not_learned_from_and_map_to_missing_values()
    {
        var estimator = context.Transforms.ApproximatedKernelMap("Values", rank: 20_000, seed: 3);
        IDataView holed = Pairs(context, [0f, 0], [float.NaN, 500], [1, 0], [3, 0], [10, 0]);

        float[][] mapped = estimator.Vectors(holed);

        Assert.All(mapped[1], value => Assert.True(float.IsNaN(value)));
        Assert.Equal(Math.Exp(-9.0 / 29), Product(mapped[0], mapped[3]), 0.04);
    }

    [Fact]
    public void The_unit_of_many_rows_is_near_the_median_of_all()
    {
        var random = new Random(2);
        float[][] rows = [.. Enumerable.Range(0, 400).Select(_ => new[] { 5 * random.NextSingle(), random.NextSingle() })];
        float[] squares = [.. rows.SelectMany((row, i) => rows[..i].Select(other => Square(row, other))).Order()];

        float[][] mapped = context.Transforms.ApproximatedKernelMap("Values", rank: 20_000)
            .Vectors(Pairs(context, rows), Pairs(context, [0f, 0], [2, 0]));

        Assert.Equal(Math.Exp(-4 / squares[squares.Length / 2]), Product(mapped[0], mapped[1]), 0.08);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_saved_map_gives_the_same_bits_in_another_context(bool useCosAndSinBases)
    {
        ITransformer model = context.Transforms.ApproximatedKernelMap("Values", rank: 5, useCosAndSinBases: useCosAndSinBases).Fit(Points);

        ITransformer loaded = SavedAndLoaded(context, model, Points);

        Assert.True(loaded.IsRowToRowMapper);
        Assert.Equal(model.Transform(Points).GetColumn<float[]>("Values"), loaded.Transform(Points).GetColumn<float[]>("Values"));
    }

    private static double Product(float[] one, float[] other) => one.Zip(other, (x, y) => (double)x * y).Sum();

    private static float Square(float[] one, float[] other) => one.Zip(other, (x, y) => (x - y) * (x - y)).Sum();
}
