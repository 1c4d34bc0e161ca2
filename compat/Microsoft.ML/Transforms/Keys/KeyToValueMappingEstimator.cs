using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    internal KeyToValueMappingEstimator(IHostEnvironment env, IReadOnlyList<(string Output, string Input)> columns)
        : base(env.Register(nameof(KeyToValueMappingEstimator)), new KeyToValueMappingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var shape = new ShapeBuilder(inputSchema);
        foreach (var (output, input) in Transformer.Columns)
        {
            SchemaShape.Column source = SchemaErrors.Find(inputSchema, input, "input");
            if (!source.IsKey)
                throw SchemaErrors.Mismatch("inputSchema", "input", input, "key type", source.GetTypeString());
            if (!source.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out SchemaShape.Column keyValues))
                throw NoKeyValues(input);
            SchemaShape slots = AnnotationKinds.Only(source, AnnotationKinds.SlotNames);
            shape.Set(new SchemaShape.Column(output, source.Kind, keyValues.ItemType, keyValues.IsKey, slots));
        }
        return shape.ToShape();
    }

    internal static ArgumentOutOfRangeException NoKeyValues(string column) =>
        new("inputSchema", $"Input column '{column}' doesn't contain key values metadata");
}
