using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal KeyToValueMappingTransformer(IHostEnvironment env, IReadOnlyList<(string Output, string Input)> columns)
        : base(env.Register(nameof(KeyToValueMappingTransformer)), columns)
    {
    }

    internal static KeyToValueMappingTransformer Read(IHostEnvironment env, BinaryReader reader) => new(env, ColumnPairs.Read(reader));

    internal override (DataViewType Type, DataViewSchema.Annotations Annotations) OutputOf(int i, DataViewSchema.Column input)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(input.Annotations, name => name == AnnotationKinds.SlotNames);
        return (ColumnTypes.WithItem(input.Type, KeyValuesOf(input).ItemType), annotations.ToAnnotations());
    }

    internal override Delegate CreateGetter(int i, DataViewRow row, DataViewSchema.Column input, ref Action disposer) =>
        (Delegate)DynamicGetters.Call(
            typeof(KeyToValueMappingTransformer), nameof(ValueGetter), [ColumnTypes.ItemOf(input.Type).RawType, KeyValuesOf(input).ItemType.RawType], row, input);

    private protected override void Write(BinaryWriter writer) => ColumnPairs.Write(writer, Columns);

    private static VectorDataViewType KeyValuesOf(DataViewSchema.Column input)
    {
        if (input.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type is not VectorDataViewType keyValues)
            throw new InvalidOperationException("Metadata KeyValues does not exist");
        return ColumnTypes.ItemOf(input.Type) is KeyDataViewType key && (ulong)keyValues.Size == key.Count
            ? keyValues
            : throw SchemaErrors.Mismatch("inputSchema", "input", input.Name, "key type", input.Type.ToString());
    }

    // Raw key 0, and a key beyond the count, stand for a missing value.
    private static Delegate ValueGetter<TKey, TValue>(DataViewRow row, DataViewSchema.Column input)
    {
        VBuffer<TValue> keyValues = default;
        input.GetKeyValues(ref keyValues);
        TValue[] values = keyValues.DenseValues().ToArray();
        TValue missing = PrimitiveOperations<TValue>.Instance.Missing;
        Func<TKey, ulong> toNumber = KeyNumbers.Of<TKey>();
        return ItemReader.Mapped<TKey, TValue>(row, input, key =>
        {
            ulong number = toNumber(key);
            return number == 0 || number > (ulong)values.Length ? missing : values[number - 1];
        });
    }
}
