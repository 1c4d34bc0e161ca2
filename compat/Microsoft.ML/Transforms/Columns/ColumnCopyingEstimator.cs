using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ColumnCopyingEstimator : TrivialEstimator<ColumnCopyingTransformer>
{
    internal ColumnCopyingEstimator(IHostEnvironment env, IReadOnlyList<(string Output, string Input)> columns)
        : base(env.Register(nameof(ColumnCopyingEstimator)), new ColumnCopyingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var shape = new ShapeBuilder(inputSchema);
        foreach (var (output, input) in Transformer.Columns)
        {
            SchemaShape.Column source = SchemaErrors.Find(inputSchema, input, "input");
            shape.Set(new SchemaShape.Column(output, source.Kind, source.ItemType, source.IsKey, source.Annotations));
        }
        return shape.ToShape();
    }
}

public sealed class ColumnCopyingTransformer : OneToOneTransformerBase
{
    internal ColumnCopyingTransformer(IHostEnvironment env, IReadOnlyList<(string Output, string Input)> columns)
        : base(env.Register(nameof(ColumnCopyingTransformer)), columns)
    {
    }

    internal static ColumnCopyingTransformer Read(IHostEnvironment env, BinaryReader reader) => new(env, ColumnPairs.Read(reader));

    internal override (DataViewType Type, DataViewSchema.Annotations Annotations) OutputOf(int i, DataViewSchema.Column input) =>
        (input.Type, input.Annotations);

    internal override Delegate CreateGetter(int i, DataViewRow row, DataViewSchema.Column input, ref Action disposer) =>
        RowGetters.Of(row, input);

    private protected override void Write(BinaryWriter writer) => ColumnPairs.Write(writer, Columns);
}
