using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly IHostEnvironment _env;
    private readonly string _output;
    private readonly string[] _inputs;

    internal ColumnConcatenatingEstimator(IHostEnvironment env, string outputColumnName, string[] inputColumnNames)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(outputColumnName);
        ArgumentNullException.ThrowIfNull(inputColumnNames);
        if (inputColumnNames.Any(string.IsNullOrEmpty))
            throw new ArgumentException("Contained some null or empty items", nameof(inputColumnNames));
        (_env, _output, _inputs) = (env, outputColumnName, inputColumnNames);
    }

    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformer = new ColumnConcatenatingTransformer(_env, _output, _inputs);
        _ = transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var sources = _inputs.Select(name => SchemaErrors.Find(inputSchema, name, "input")).ToList();
        SchemaShape.Column first = sources[0];
        foreach (SchemaShape.Column source in sources)
        {
            if (source.IsKey != first.IsKey || !source.ItemType.Equals(first.ItemType))
                throw SchemaErrors.Mismatch(nameof(inputSchema), "input", source.Name, first.ItemType.ToString(), source.ItemType.ToString());
        }
        var shape = new ShapeBuilder(inputSchema);
        shape.Set(new SchemaShape.Column(_output, KindOf(sources), first.ItemType, first.IsKey, AnnotationsOf(sources)));
        return shape.ToShape();
    }

    private static SchemaShape.Column.VectorKind KindOf(List<SchemaShape.Column> sources) =>
        sources.Any(source => source.Kind == SchemaShape.Column.VectorKind.VariableVector)
            ? SchemaShape.Column.VectorKind.VariableVector
            : SchemaShape.Column.VectorKind.Vector;

    private static SchemaShape AnnotationsOf(List<SchemaShape.Column> sources)
    {
        var annotations = new List<SchemaShape.Column>();
        if (sources.Any(source => source.Kind == SchemaShape.Column.VectorKind.Scalar || AnnotationKinds.Has(source, AnnotationKinds.SlotNames)))
            annotations.Add(AnnotationKinds.SlotNamesShape);
        if (sources.All(source => AnnotationKinds.Has(source, AnnotationKinds.IsNormalized)))
            annotations.Add(AnnotationKinds.IsNormalizedShape);
        return new SchemaShape(annotations);
    }
}
