using Microsoft.ML;
using Microsoft.ML.Data;
using static Compat.Tests.Transforms.Columns;

namespace Compat.Tests.Transforms;

public class NormalizationTests
{
    private readonly MLContext context = new(seed: 1);

    [Theory]
    [InlineData(true, 0.2f, 0.4f, 1f)]
    [InlineData(false, 0f, 0.25f, 1f)]
    public void A_column_is_scaled_to_its_largest_number_or_to_its_range(bool fixZero, params float[] expected) =>
        AssertClose(expected, context.Transforms.NormalizeMinMax("Value", fixZero: fixZero).Scalars(Numbers(context, 1, 2, 5)));

    [Theory]
    [InlineData(true, -1f, 0.5f)]
    [InlineData(false, 0f, 1f)]
    public void Negative_numbers_keep_their_sign_where_zero_is_fixed(bool fixZero, params float[] expected) =>
        AssertClose(expected, context.Transforms.NormalizeMinMax("Value", fixZero: fixZero).Scalars(Numbers(context, -4, 2)));

    [Fact]
    public void Numbers_beyond_the_learned_range_are_not_cut_off()
    {
        float[] beyond = context.Transforms.NormalizeMinMax("Value", fixZero: false).Scalars(
            Numbers(context, 1, 3), Numbers(context, -5, 10, float.NaN, float.PositiveInfinity));

        AssertClose([-3, 4.5f, float.NaN, float.PositiveInfinity], beyond);
    }

    [Theory]
    [InlineData(true, 0.31622776f, 0.6324555f, 1.5811388f)] // the root of the mean square is the root of 10
    [InlineData(false, -0.9805807f, -0.3922323f, 1.3728129f)]
    public void A_column_is_scaled_to_its_deviation_from_zero_or_from_its_mean(bool fixZero, params float[] expected) =>
        AssertClose(expected, context.Transforms.NormalizeMeanVariance("Value", fixZero: fixZero).Scalars(Numbers(context, 1, 2, 5)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_column_becomes_its_share_of_a_normal_distribution(bool fixZero)
    {
        float[] shares = context.Transforms.NormalizeMeanVariance("Value", fixZero: fixZero, useCdf: true).Scalars(
            Numbers(context, 1, 2, 5), Numbers(context, 1, 2, 5, float.NaN, float.PositiveInfinity));

        AssertClose([0.16344176f, 0.34745085f, 0.91507643f, 0, 0], shares);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void What_never_changes_becomes_zero(bool fixZero, bool isMinMax)
    {
        IEstimator<ITransformer> normalization = isMinMax
            ? context.Transforms.NormalizeMinMax("Value", fixZero: fixZero)
            : context.Transforms.NormalizeMeanVariance("Value", fixZero: fixZero);

        AssertClose([0, 0, 0, float.NaN], normalization.Scalars(Numbers(context, 3, 3, 3), Numbers(context, 0, 3, 7, float.NaN)));
        AssertClose([0, 0], normalization.Scalars(Numbers(context, 3), Numbers(context, 3, 7)));
        AssertClose([0, 0], normalization.Scalars(Numbers(context, float.NaN), Numbers(context, 3, 7)));
        AssertClose([0, 0], normalization.Scalars(Numbers(context, []), Numbers(context, 3, 7)));
    }

    [Fact]
    public void Missing_numbers_are_not_learned_from()
    {
        IDataView view = Numbers(context, 1, float.NaN, 3);

        AssertClose([1f / 3, float.NaN, 1], context.Transforms.NormalizeMinMax("Value").Scalars(view));
        AssertClose([-1, float.NaN, 1], context.Transforms.NormalizeMeanVariance("Value", fixZero: false).Scalars(view));
    }

    [Fact]
    public void An_infinite_number_belongs_to_the_range_and_not_to_the_mean()
    {
        IDataView view = Numbers(context, 1, float.PositiveInfinity, 3);

        AssertClose([0, float.NaN, 0], context.Transforms.NormalizeMinMax("Value").Scalars(view));
        AssertClose([-1, float.PositiveInfinity, 1], context.Transforms.NormalizeMeanVariance("Value", fixZero: false).Scalars(view));
    }

    [Fact]
    public void Only_the_first_rows_are_learned_from_when_asked_to()
    {
        AssertClose([0.5f, 1, 5, 10], context.Transforms.NormalizeMinMax("Value", maximumExampleCount: 2).Scalars(Numbers(context, 1, 2, 10, 20)));
        AssertClose(
            [-1, 1, 17], context.Transforms.NormalizeMeanVariance("Value", maximumExampleCount: 2, fixZero: false).Scalars(Numbers(context, 1, 2, 10)));
        AssertClose(
            [0.5f, float.NaN, 1, 5],
            context.Transforms.NormalizeMinMax("Value", maximumExampleCount: 3).Scalars(Numbers(context, 1, float.NaN, 2, 10)));
    }

    [Fact]
    public void Every_slot_of_a_vector_is_normalized_by_itself()
    {
        IDataView view = Pairs(context, [1f, -2], [3, 4], [float.NaN, 1]);

        float[][] ranges = context.Transforms.NormalizeMinMax("Values").Vectors(view);
        float[][] deviations = context.Transforms.NormalizeMeanVariance("Values", fixZero: false).Vectors(view);

        AssertClose([1f / 3, -0.5f, 1, 1, float.NaN, 0.25f], ranges.SelectMany(row => row));
        AssertClose([-1, -1.2247448f, 1, 1.2247448f, float.NaN, 0], deviations.SelectMany(row => row));
    }

    [Fact]
    public void The_constant_slots_of_a_vector_become_zero_and_the_others_do_not() =>
        AssertClose([0, 0.5f, 0, 1], context.Transforms.NormalizeMinMax("Values").Vectors(Pairs(context, [7f, 1], [7, 2])).SelectMany(row => row));

    [Fact]
    public void Numbers_of_double_precision_stay_so()
    {
        IDataView view = context.Data.LoadFromEnumerable(new[] { new Odd { Exact = 0.1 }, new Odd { Exact = 0.3 } });

        IDataView normalized = context.Transforms.NormalizeMinMax("Exact").Fit(view).Transform(view);

        Assert.Equal([0.1 / 0.3, 1], normalized.GetColumn<double>("Exact"), (one, other) => Math.Abs(one - other) < 1e-14);
    }
}
