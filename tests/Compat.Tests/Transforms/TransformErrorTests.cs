using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using static Compat.Tests.Transforms.Columns;

namespace Compat.Tests.Transforms;

/// <summary>What normalizations and kernel maps refuse, and how they put it.</summary>
public class TransformErrorTests
{
    private readonly MLContext context = new(seed: 1);

    private IDataView Odds => context.Data.LoadFromEnumerable(new[] { new Odd { Text = "a", Any = [1] }, new Odd { Text = "b", Any = [1, 2] } });

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-1)]
    public void One_row_is_too_few_to_normalize_by(int rows)
    {
        Assert.StartsWith("Must be greater than 1", Refused(() => context.Transforms.NormalizeMinMax("Value", maximumExampleCount: rows)));
        Assert.StartsWith("Must be greater than 1", Refused(() => context.Transforms.NormalizeMeanVariance("Value", maximumExampleCount: rows)));
    }

    [Theory]
    [InlineData("Text", "String")]
    [InlineData("Count", "Int32")]
    [InlineData("Any", "Vector<Single>")]
    public void Only_numbers_of_single_or_double_precision_are_normalized(string column, string type) => Assert.StartsWith(
        $"Wrong column type for input column. Expected: Single, Double, Vector of Single or Vector of Double. Got: {type}.",
        Refused(() => context.Transforms.NormalizeMinMax("Out", column).Fit(Odds)));

    [Theory]
    [InlineData("Text", "expected vector or scalar of Single or Double, got String")]
    [InlineData("Count", "expected vector or scalar of Single or Double, got Int32")]
    [InlineData("Any", "expected known-size vector or scalar, got VarVector<Single>")]
    public void A_chain_refuses_other_columns_before_it_reads_any(string column, string problem) => Assert.StartsWith(
        $"Schema mismatch for input column '{column}': {problem}",
        Refused(() => context.Transforms.NormalizeMinMax("Out", column).Append(context.Transforms.CopyColumns("Copy", "Text")).Fit(Odds)));

    [Fact]
    public void A_missing_column_is_named()
    {
        IEstimator<ITransformer>[] estimators = [context.Transforms.NormalizeMinMax("Depth"), context.Transforms.ApproximatedKernelMap("Depth")];

        Assert.All(estimators, estimator =>
        {
            Assert.StartsWith("Could not find input column 'Depth'", Refused(() => estimator.Fit(Odds)));
            Assert.StartsWith(
                "Could not find input column 'Depth'", Refused(() => estimator.Append(context.Transforms.CopyColumns("Copy", "Text")).Fit(Odds)));
        });
    }

    [Fact]
    public void A_column_that_was_learned_must_be_there_and_of_its_type()
    {
        ITransformer scalar = context.Transforms.NormalizeMinMax("Value").Fit(Numbers(context, 1, 2));
        ITransformer vector = context.Transforms.NormalizeMinMax("Any", "Values").Fit(Pairs(context, [1f, 2]));
        ITransformer map = context.Transforms.ApproximatedKernelMap("Values", rank: 2).Fit(Pairs(context, [1f, 2]));

        Assert.StartsWith("Could not find input column 'Value'", Refused(() => scalar.Transform(Pairs(context, [1f, 2]))));
        Assert.StartsWith("Could not find input column 'Values'", Refused(() => map.Transform(Numbers(context, 1))));
        Assert.StartsWith(
            "Schema mismatch for input column 'Values': expected scalar or known-size vector of Single, got variable-size vector",
            Refused(() => vector.Transform(Copied("Values", "Any"))));
        Assert.ThrowsAny<InvalidOperationException>(() => scalar.Transform(Copied("Value", "Exact")).GetColumn<float>("Value").ToArray());
    }

    [Fact]
    public void A_vector_of_another_size_is_refused()
    {
        IDataView two = Pairs(context, [1f, 2]), three = context.Transforms.Concatenate("Values", "Value", "Value", "Value").Fit(Odds).Transform(Odds);
        ITransformer normalized = context.Transforms.NormalizeMinMax("Values").Fit(two);
        ITransformer map = context.Transforms.ApproximatedKernelMap("Values", rank: 2).Fit(two);

        Assert.StartsWith(
            "Schema mismatch for input column 'Values': expected Vector<Single, 2>, got Vector<Single, 3>", Refused(() => map.Transform(three)));
        Assert.ThrowsAny<InvalidOperationException>(() => normalized.Transform(three).GetColumn<float[]>("Values").ToArray());
    }

    [Fact]
    public void Names_are_checked_when_an_estimator_is_made()
    {
        Assert.StartsWith("name cannot be null or empty", Refused(() => context.Transforms.NormalizeMinMax("")));
        Assert.StartsWith("columns cannot be null or empty", Refused(() => context.Transforms.CopyColumns("", "Value")));
        Assert.Throws<ArgumentNullException>(() => context.Transforms.NormalizeMinMax((InputOutputColumnPair[])null!));
        Assert.StartsWith("Name of the result column 'Value' specified multiple times",
            Refused(() => context.Transforms.NormalizeMinMax([new("Value"), new("Value")]).Fit(Numbers(context, 1, 2))));
    }

    [Fact]
    public void A_kernel_map_has_a_rank_and_a_kernel_a_width()
    {
        Assert.StartsWith("must be positive.", Refused(() => context.Transforms.ApproximatedKernelMap("Values", rank: 0)));
        Assert.Equal("gamma", Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianKernel(0)).ParamName);
        Assert.Equal("gamma", Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianKernel(float.NaN)).ParamName);
        Assert.Equal("a", Assert.Throws<ArgumentOutOfRangeException>(() => new LaplacianKernel(-1)).ParamName);
    }

    [Theory]
    [InlineData("Text", "String")]
    [InlineData("Value", "Single")]
    [InlineData("Any", "Vector<Single>")]
    public void A_kernel_map_takes_vectors_of_a_known_size(string column, string type) => Assert.StartsWith(
        $"Schema mismatch for input column '{column}': expected Expected known-size vector of Single, got {type}",
        Refused(() => context.Transforms.ApproximatedKernelMap("Out", column, rank: 2).Fit(Odds)));

    private IDataView Copied(string output, string input) => context.Transforms.CopyColumns(output, input).Fit(Odds).Transform(Odds);

    private static string Refused(Func<object> action) => Assert.Throws<ArgumentOutOfRangeException>(action).Message;
}
