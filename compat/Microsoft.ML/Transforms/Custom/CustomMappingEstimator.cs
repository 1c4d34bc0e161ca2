using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class CustomMappingEstimator<TSrc, TDst> : TrivialEstimator<CustomMappingTransformer<TSrc, TDst>>
    where TSrc : class, new()
    where TDst : class, new()
{
    internal CustomMappingEstimator(IHostEnvironment env, CustomMapping<TSrc, TDst> mapping)
        : base(env.Register(nameof(CustomMappingEstimator<TSrc, TDst>)), new CustomMappingTransformer<TSrc, TDst>(env, mapping))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (SchemaShape.Column wanted in ShapeOf(Transformer.Mapping.Input)) {
            SchemaShape.Column source = SchemaErrors.Find(inputSchema, wanted.Name, "input");
            bool vectors = (wanted.Kind == SchemaShape.Column.VectorKind.Scalar) == (source.Kind == SchemaShape.Column.VectorKind.Scalar);
            if (!vectors || wanted.IsKey != source.IsKey || !wanted.ItemType.Equals(source.ItemType))
                throw SchemaErrors.Mismatch(nameof(inputSchema), "input", source.Name, TypeOf(wanted), source.GetTypeString());
        }
        var shape = new ShapeBuilder(inputSchema);
        foreach (SchemaShape.Column column in SchemaShape.Create(Transformer.Mapping.Output.Schema))
            shape.Set(column);
        return shape.ToShape();
    }

    private static SchemaShape ShapeOf(SchemaDefinition definition) => SchemaShape.Create(new ObjectColumns<TSrc>(definition).Schema);

    // A member that is a vector takes vectors of any size.
    private static string TypeOf(SchemaShape.Column wanted) => wanted.GetTypeString().Replace("VarVector", "Vector");
}
