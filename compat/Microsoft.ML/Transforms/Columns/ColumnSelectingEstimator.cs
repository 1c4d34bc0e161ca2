using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    internal ColumnSelectingEstimator(IHostEnvironment env, ColumnSelectingTransformer.Selection selection)
        : base(env.Register(nameof(ColumnSelectingEstimator)), new ColumnSelectingTransformer(selection))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ColumnSelectingTransformer.Selection selection = Transformer.Choice;
        var named = selection.Names.Select(name => SchemaErrors.Find(inputSchema, name, "input")).ToList();
        return new SchemaShape(selection.Drop ? inputSchema.Where(column => !selection.Names.Contains(column.Name)) : named);
    }
}
