using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public class ValueMappingTransformer : OneToOneTransformerBase
{
    internal ValueMappingTransformer(IHostEnvironment env, ValueMap map, IReadOnlyList<(string Output, string Input)> columns)
        : base(env.Register(nameof(ValueMappingTransformer)), columns) => Map = map;

    internal ValueMap Map { get; }

    internal static ValueMappingTransformer Read(IHostEnvironment env, BinaryReader reader)
    {
        var columns = ColumnPairs.Read(reader);
        return new(env, ValueMap.Read(reader), columns);
    }

    // Whether the input is of the type of the table's keys shows when a row is read, as in ML.NET; nor does a vector keep its size.
    internal override (DataViewType Type, DataViewSchema.Annotations Annotations) OutputOf(int i, DataViewSchema.Column input)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        Map.KeyValues?.AddKeyValues(annotations, input, asText: false);
        return (input.Type is VectorDataViewType ? new VectorDataViewType(Map.ValueType) : Map.ValueType, annotations.ToAnnotations());
    }

    internal override Delegate CreateGetter(int i, DataViewRow row, DataViewSchema.Column input, ref Action disposer) => Map.Getter(row, input);

    private protected override void Write(BinaryWriter writer)
    {
        ColumnPairs.Write(writer, Columns);
        Map.Write(writer);
    }
}
