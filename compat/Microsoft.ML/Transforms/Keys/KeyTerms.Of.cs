using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

internal sealed class KeyTerms<T> : KeyTerms
{
    private static readonly PrimitiveOperations<T> Operations = PrimitiveOperations<T>.Instance;
    private readonly T[] _values;
    private readonly Dictionary<T, uint> _keys;

    public KeyTerms(PrimitiveDataViewType itemType, T[] values)
        : base(itemType)
    {
        _values = values;
        _keys = new Dictionary<T, uint>(values.Length, Operations.Equality);
        for (int i = 0; i < values.Length; i++)
            _keys.Add(values[i], (uint)i + 1);
    }

    public override int Count => _values.Length;

    public override Delegate KeyGetter(DataViewRow row, DataViewSchema.Column input) =>
        ItemReader.Mapped<T, uint>(row, input, value => _keys.GetValueOrDefault(value));

    public override void AddKeyValues(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column input, bool asText)
    {
        if (ItemType is KeyDataViewType && input.HasKeyValuesOfAnyType())
            DynamicGetters.Call(typeof(KeyTerms<T>), nameof(AddOriginals), [KeyValuesOf(input).ItemType.RawType], builder, input, _values);
        else if (asText)
            Add(builder, TextDataViewType.Instance, Array.ConvertAll(_values, value => Operations.ToText(value).AsMemory()));
        else
            Add(builder, ItemType, _values);
    }

    public override void Write(BinaryWriter writer)
    {
        ColumnTypes.Write(writer, ItemType);
        writer.Write(_values.Length);
        foreach (T value in _values)
            Operations.Write(writer, value);
    }

    // A key column keyed again shows what its first keys stood for.
    private static void AddOriginals<TValue>(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column input, T[] keys)
    {
        VBuffer<TValue> originals = default;
        input.GetKeyValues(ref originals);
        TValue[] all = originals.DenseValues().ToArray();
        Add(builder, KeyValuesOf(input).ItemType, Array.ConvertAll(keys, key => all[Convert.ToInt32(key) - 1]));
    }

    private static void Add<TValue>(DataViewSchema.Annotations.Builder builder, PrimitiveDataViewType type, TValue[] values)
    {
        if (values.Length > 0)
        {
            builder.Add(AnnotationKinds.KeyValues, new VectorDataViewType(type, values.Length),
                (ref VBuffer<TValue> result) => result = new VBuffer<TValue>(values.Length, values));
        }
    }

    private static VectorDataViewType KeyValuesOf(DataViewSchema.Column input) =>
        (VectorDataViewType)input.Annotations.Schema[AnnotationKinds.KeyValues].Type;
}
