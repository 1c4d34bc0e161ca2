using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Learns a scale and an offset for every slot, by one pass over the first rows.</summary>
public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    private readonly IHostEnvironment _env;
    private readonly IReadOnlyList<(string Output, string Input)> _columns;
    private readonly NormalizationOptions _options;

    internal NormalizingEstimator(IHostEnvironment env, IReadOnlyList<(string Output, string Input)> columns, NormalizationOptions options)
    {
        if (options.MaximumExampleCount <= 1)
            throw new ArgumentOutOfRangeException("maximumExampleCount", "Must be greater than 1");
        (_env, _columns, _options) = (env, columns, options);
    }

    public NormalizingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column[] sources = [.. _columns.Select(pair => Find(input.Schema, pair.Input))];
        using DataViewRowCursor cursor = input.GetRowCursor(sources);
        ColumnStatistics[] statistics = Array.ConvertAll(sources, source => ColumnStatistics.Of(cursor, source));
        for (long row = 0; row < _options.MaximumExampleCount && cursor.MoveNext(); row++)
        {
            foreach (ColumnStatistics column in statistics)
                column.AddRow();
        }
        return new NormalizingTransformer(_env, _columns, Array.ConvertAll(statistics, column => column.ToNormalizer(_options)));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var shape = new ShapeBuilder(inputSchema);
        foreach (var (output, input) in _columns)
        {
            SchemaShape.Column source = SchemaErrors.Find(inputSchema, input, "input");
            if (source.Kind == SchemaShape.Column.VectorKind.VariableVector)
                throw Mismatch(source, "known-size vector or scalar");
            if (source.IsKey || !CanBeNormalized(source.ItemType))
                throw Mismatch(source, "vector or scalar of Single or Double");
            SchemaShape.Column[] annotations = [AnnotationKinds.IsNormalizedShape, .. AnnotationKinds.Only(source, AnnotationKinds.SlotNames)];
            shape.Set(new SchemaShape.Column(output, source.Kind, source.ItemType, false, new SchemaShape(annotations)));
        }
        return shape.ToShape();
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw SchemaErrors.NotFound("data", "input", name);
        return CanBeNormalized(ColumnTypes.ItemOf(column.Type)) && column.Type is not VectorDataViewType { IsKnownSize: false }
            ? column
            : throw new ArgumentOutOfRangeException(
                "srcType",
                $"Wrong column type for input column. Expected: Single, Double, Vector of Single or Vector of Double. Got: {column.Type}.");
    }

    private static bool CanBeNormalized(DataViewType itemType) =>
        itemType.Equals(NumberDataViewType.Single) || itemType.Equals(NumberDataViewType.Double);

    private static ArgumentOutOfRangeException Mismatch(SchemaShape.Column source, string expected) =>
        SchemaErrors.Mismatch("inputSchema", "input", source.Name, expected, source.GetTypeString());
}
