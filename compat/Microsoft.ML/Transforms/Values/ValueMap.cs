using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>A table of values by keys, both of primitive column types.</summary>
internal abstract class ValueMap(PrimitiveDataViewType keyType, PrimitiveDataViewType valueType, KeyTerms keyValues)
{
    public PrimitiveDataViewType KeyType => keyType;

    public PrimitiveDataViewType ValueType => valueType;

    /// <summary>What the values stand for when they are keys; null where they are none or that is not known.</summary>
    public KeyTerms KeyValues => keyValues;

    /// <summary>The getter of the values, or of a vector of values, of a column of keys.</summary>
    public abstract Delegate Getter(DataViewRow row, DataViewSchema.Column input);

    public abstract void WriteRows(BinaryWriter writer);

    public void Write(BinaryWriter writer)
    {
        ColumnTypes.Write(writer, keyType);
        ColumnTypes.Write(writer, valueType);
        writer.Write(keyValues is not null);
        keyValues?.Write(writer);
        WriteRows(writer);
    }

    public static ValueMap Read(BinaryReader reader)
    {
        var keyType = (PrimitiveDataViewType)ColumnTypes.Read(reader);
        var valueType = (PrimitiveDataViewType)ColumnTypes.Read(reader);
        KeyTerms keyValues = reader.ReadBoolean() ? KeyTerms.Read(reader) : null;
        return (ValueMap)DynamicGetters.Call(
            typeof(ValueMap), nameof(ReadRows), [keyType.RawType, valueType.RawType], keyType, valueType, keyValues, reader);
    }

    /// <summary>A table of the type of two columns, filled by <paramref name="rows"/>.</summary>
    public static ValueMap Of<TKey, TValue>(
        PrimitiveDataViewType keyType, PrimitiveDataViewType valueType, KeyTerms keyValues, IEnumerable<(TKey Key, TValue Value)> rows) =>
        new ValueMap<TKey, TValue>(keyType, valueType, keyValues, rows);

    private static ValueMap<TKey, TValue> ReadRows<TKey, TValue>(
        PrimitiveDataViewType keyType, PrimitiveDataViewType valueType, KeyTerms keyValues, BinaryReader reader) =>
        new(keyType, valueType, keyValues, ValueMap<TKey, TValue>.RowsOf(reader));
}

internal sealed class ValueMap<TKey, TValue> : ValueMap
{
    private static readonly PrimitiveOperations<TKey> Keys = PrimitiveOperations<TKey>.Instance;
    private static readonly PrimitiveOperations<TValue> Values = PrimitiveOperations<TValue>.Instance;
    private readonly Dictionary<TKey, TValue> _rows = new(Keys.Equality);

    public ValueMap(
        PrimitiveDataViewType keyType, PrimitiveDataViewType valueType, KeyTerms keyValues, IEnumerable<(TKey Key, TValue Value)> rows)
        : base(keyType, valueType, keyValues)
    {
        foreach (var (key, value) in rows) {
            if (!_rows.TryAdd(key, value))
                throw new InvalidOperationException($"Duplicate keys in data '{Keys.ToText(key)}'");
        }
    }

    public static IEnumerable<(TKey Key, TValue Value)> RowsOf(BinaryReader reader)
    {
        for (int left = reader.ReadInt32(); left > 0; left--)
            yield return (Keys.Read(reader), Values.Read(reader));
    }

    // What is not in the table becomes 0, false, empty text: not NaN.
    public override Delegate Getter(DataViewRow row, DataViewSchema.Column input) =>
        ItemReader.Mapped<TKey, TValue>(row, input, key => _rows.GetValueOrDefault(key));

    public override void WriteRows(BinaryWriter writer)
    {
        writer.Write(_rows.Count);
        foreach (var (key, value) in _rows) {
            Keys.Write(writer, key);
            Values.Write(writer, value);
        }
    }
}
