using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class CustomMappingTransformer<TSrc, TDst> : ITransformer
    where TSrc : class, new()
    where TDst : class, new()
{
    internal CustomMappingTransformer(IHostEnvironment env, CustomMapping<TSrc, TDst> mapping)
    {
        _ = env.Register(nameof(CustomMappingTransformer<TSrc, TDst>));
        Mapping = mapping;
    }

    bool ITransformer.IsRowToRowMapper => true;

    internal CustomMapping<TSrc, TDst> Mapping { get; }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new CustomRowMapper<TSrc, TDst>(inputSchema, Mapping).OutputSchema;
    }

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedView(input, new CustomRowMapper<TSrc, TDst>(input.Schema, Mapping));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new CustomRowMapper<TSrc, TDst>(inputSchema, Mapping);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        if (Mapping.ContractName is null)
            throw new InvalidOperationException("Empty contract name for a transform: the transform cannot be saved");
        SavedTransformers.Save(ctx, this, writer => {
            writer.Write(Mapping.ContractName);
            writer.Write(Mapping.Action.Method.DeclaringType.Assembly.FullName);
        });
    }
}
