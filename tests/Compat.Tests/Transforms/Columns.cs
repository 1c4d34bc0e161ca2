using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.Transforms;

/// <summary>Views of a column of numbers or of pairs, and what comes out of a transform.</summary>
internal static class Columns
{
    public static IDataView Numbers(MLContext context, params float[] values) =>
        context.Data.LoadFromEnumerable(values.Select(value => new Number { Value = value }));

    public static IDataView Pairs(MLContext context, params float[][] values) =>
        context.Data.LoadFromEnumerable(values.Select(value => new Pair { Values = value }));

    public static float[] Scalars(this IEstimator<ITransformer> estimator, IDataView learned, IDataView? applied = null) =>
        [.. estimator.Fit(learned).Transform(applied ?? learned).GetColumn<float>("Value")];

    public static float[][] Vectors(this IEstimator<ITransformer> estimator, IDataView learned, IDataView? applied = null) =>
        [.. estimator.Fit(learned).Transform(applied ?? learned).GetColumn<float[]>("Values")];

    /// <summary>Equal to six digits, or missing or infinite alike.</summary>
    public static void AssertClose(IEnumerable<float> expected, IEnumerable<float> actual) => Assert.Equal(
        expected, actual, (one, other) => one.Equals(other) || MathF.Abs(one - other) <= 2e-6f * Math.Max(1, MathF.Abs(one)));

    public static ITransformer SavedAndLoaded(MLContext context, ITransformer model, IDataView view)
    {
        using var file = new MemoryStream();
        context.Model.Save(model, view.Schema, file);
        file.Position = 0;
        return new MLContext().Model.Load(file, out _);
    }

    public sealed class Number
    {
        public float Value { get; set; }
    }

    public sealed class Pair
    {
        [VectorType(2)]
        public float[] Values { get; set; } = [];
    }

    public sealed class Odd
    {
        public string Text { get; set; } = "";

        public int Count { get; set; }

        public double Exact { get; set; }

        public float Value { get; set; }

        public float[] Any { get; set; } = [];
    }
}

/// <summary>Keeps the shape of the columns that it is given.</summary>
internal sealed class ShapeWitness(MLContext context) : IEstimator<ITransformer>
{
    public SchemaShape? Seen { get; private set; }

    public ITransformer Fit(IDataView input) => context.Transforms.CopyColumns("Copy", input.Schema[0].Name).Fit(input);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Seen = inputSchema;
}
