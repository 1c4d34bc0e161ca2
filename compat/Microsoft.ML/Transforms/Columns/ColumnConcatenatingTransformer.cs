using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    private readonly string _output;
    private readonly string[] _inputs;

    internal ColumnConcatenatingTransformer(IHostEnvironment env, string output, string[] inputs)
        : base(env.Register(nameof(ColumnConcatenatingTransformer))) => (_output, _inputs) = (output, inputs);

    internal static ColumnConcatenatingTransformer Read(IHostEnvironment env, BinaryReader reader)
    {
        string output = reader.ReadString();
        string[] inputs = new string[reader.ReadInt32()];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = reader.ReadString();
        return new ColumnConcatenatingTransformer(env, output, inputs);
    }

    internal override RowMapper CreateMapper(DataViewSchema inputSchema)
    {
        DataViewSchema.Column[] sources = Array.ConvertAll(_inputs, name => SchemaErrors.Find(inputSchema, name, "input"));
        return new Mapper(inputSchema, _output, sources);
    }

    private protected override void Write(BinaryWriter writer)
    {
        writer.Write(_output);
        writer.Write(_inputs.Length);
        foreach (string input in _inputs)
            writer.Write(input);
    }

    private static PrimitiveDataViewType ItemType(DataViewSchema.Column column) => column.Type switch
    {
        VectorDataViewType vector => vector.ItemType,
        PrimitiveDataViewType primitive => primitive,
        _ => throw SchemaErrors.Mismatch("inputSchema", "input", column.Name, "a primitive type or a vector of one", column.Type.ToString()),
    };

    private static DataViewType OutputType(DataViewSchema.Column[] sources)
    {
        if (sources is [{ Type: VectorDataViewType only }])
            return only;
        PrimitiveDataViewType itemType = ItemType(sources[0]);
        int size = 0;
        bool isKnown = true;
        foreach (DataViewSchema.Column source in sources)
        {
            if (!ItemType(source).Equals(itemType))
                throw SchemaErrors.Mismatch("inputSchema", "input", source.Name, itemType.ToString(), ItemType(source).ToString());
            size += source.Type is VectorDataViewType vector ? vector.Size : 1;
            isKnown &= source.Type is not VectorDataViewType { IsKnownSize: false };
        }
        return new VectorDataViewType(itemType, isKnown ? size : 0);
    }

    private sealed class Mapper(DataViewSchema inputSchema, string output, DataViewSchema.Column[] sources) : RowMapper(
        inputSchema,
        [new(output, OutputType(sources), ConcatenatedAnnotations.Of(sources), Array.ConvertAll(sources, source => source.Index))])
    {
        protected override Delegate CreateGetter(DataViewRow input, int added, ref Action disposer) =>
            (Delegate)DynamicGetters.Call(typeof(ConcatenatedValues), nameof(ConcatenatedValues.Getter), [ItemType(sources[0]).RawType], input, sources);
    }
}
