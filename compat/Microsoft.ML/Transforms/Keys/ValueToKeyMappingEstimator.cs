using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly IHostEnvironment _env;
    private readonly IReadOnlyList<(string Output, string Input)> _columns;
    private readonly KeyTermOptions _options;

    internal ValueToKeyMappingEstimator(IHostEnvironment env, IReadOnlyList<(string Output, string Input)> columns, KeyTermOptions options)
    {
        if (options.MaximumNumberOfKeys <= 0)
            throw new ArgumentOutOfRangeException(nameof(options), "maximumNumberOfKeys must be positive");
        (_env, _columns, _options) = (env, columns, options);
    }

    public enum KeyOrdinality : byte
    {
        ByOccurrence,
        ByValue,
    }

    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (var (_, name) in _columns)
            KeyTerms.Check(SchemaErrors.Find(input.Schema, name, "input"));
        return new ValueToKeyMappingTransformer(_env, _columns, KeyTerms.Learn(input, _columns, _options), _options.TextAnnotations);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var shape = new ShapeBuilder(inputSchema);
        foreach (var (output, input) in _columns)
        {
            SchemaShape.Column source = SchemaErrors.Find(inputSchema, input, "input");
            var annotations = AnnotationKinds.Only(source, AnnotationKinds.SlotNames).ToList();
            annotations.Add(AnnotationKinds.KeyValuesShape(_options.TextAnnotations ? TextDataViewType.Instance : source.ItemType));
            shape.Set(new SchemaShape.Column(output, source.Kind, NumberDataViewType.UInt32, true, new SchemaShape(annotations)));
        }
        return shape.ToShape();
    }
}
