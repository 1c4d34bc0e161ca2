using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>A transformer whose output columns are functions of one row.</summary>
public abstract class RowToRowTransformerBase : ITransformer
{
    internal RowToRowTransformerBase(IHost host) => Host = host;

    bool ITransformer.IsRowToRowMapper => true;

    internal IHost Host { get; }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return CreateMapper(inputSchema).OutputSchema;
    }

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedView(input, CreateMapper(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return CreateMapper(inputSchema);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => SavedTransformers.Save(ctx, this, Write);

    internal abstract RowMapper CreateMapper(DataViewSchema inputSchema);

    /// <summary>What the transformer's Read needs to make it again.</summary>
    private protected abstract void Write(BinaryWriter writer);
}
