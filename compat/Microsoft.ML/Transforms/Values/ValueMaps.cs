using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Tables from what users have: pairs, or two columns of a view.</summary>
internal static class ValueMaps
{
    public static ValueMap OfPairs<TInput, TOutput>(IEnumerable<KeyValuePair<TInput, TOutput>> pairs, bool treatValuesAsKeyType)
    {
        List<KeyValuePair<TInput, TOutput>> rows = [.. pairs ?? throw new ArgumentNullException("source")];
        PrimitiveDataViewType keyType = TypeOf(typeof(TInput)), valueType = TypeOf(typeof(TOutput));
        return (ValueMap)DynamicGetters.Call(
            typeof(ValueMaps), treatValuesAsKeyType && !IsRawKey<TOutput>() ? nameof(Numbered) : nameof(Plain),
            [typeof(TInput), typeof(TOutput), keyType.RawType, valueType.RawType], rows, keyType, valueType, treatValuesAsKeyType);
    }

    public static ValueMap OfColumns(IDataView view, DataViewSchema.Column keyColumn, DataViewSchema.Column valueColumn)
    {
        CheckIn(view, keyColumn, nameof(keyColumn));
        CheckIn(view, valueColumn, nameof(valueColumn));
        return (ValueMap)DynamicGetters.Call(
            typeof(ValueMaps), nameof(Read), [keyColumn.Type.RawType, valueColumn.Type.RawType], view, keyColumn, valueColumn);
    }

    private static bool IsRawKey<T>() => typeof(T) == typeof(uint) || typeof(T) == typeof(ulong);

    private static PrimitiveDataViewType TypeOf(Type type) =>
        type == typeof(string) || type == typeof(ReadOnlyMemory<char>) ? TextDataViewType.Instance
        : type == typeof(bool) ? BooleanDataViewType.Instance
        : ObjectMembers.NumberType(type) ?? throw new InvalidOperationException($"Unsupported type {type} used in mapping.");

    /// <summary>Values as they are; 32- and 64-bit numbers may be meant as the raw values of keys.</summary>
    private static ValueMap Plain<TInput, TOutput, TKey, TValue>(
        List<KeyValuePair<TInput, TOutput>> pairs, PrimitiveDataViewType keyType, PrimitiveDataViewType valueType, bool areKeys)
    {
        string[] keyValues = areKeys ? [.. pairs.Select(pair => pair.Value.ToString()).Distinct()] : null;
        if (areKeys)
            valueType = new KeyDataViewType(valueType.RawType, Math.Max(1, keyValues.Length));
        return ValueMap.Of(keyType, valueType, areKeys ? Texts(keyValues) : null, pairs.Select(pair => (Raw<TInput, TKey>(pair.Key), Raw<TOutput, TValue>(pair.Value))));
    }

    /// <summary>Each distinct value becomes a key, in the order in which it first occurs.</summary>
    private static ValueMap Numbered<TInput, TOutput, TKey, TValue>(
        List<KeyValuePair<TInput, TOutput>> pairs, PrimitiveDataViewType keyType, PrimitiveDataViewType valueType, bool areKeys)
    {
        List<string> keyValues = [.. pairs.Select(Text).Distinct()];
        Dictionary<string, uint> numbers = keyValues.Select((text, i) => (text, i)).ToDictionary(value => value.text, value => (uint)value.i + 1);
        return ValueMap.Of(
            keyType, new KeyDataViewType(typeof(uint), Math.Max(1, keyValues.Count)), Texts(keyValues),
            pairs.Select(pair => (Raw<TInput, TKey>(pair.Key), numbers[Text(pair)])));

        static string Text(KeyValuePair<TInput, TOutput> pair) => PrimitiveOperations<TValue>.Instance.ToText(Raw<TOutput, TValue>(pair.Value));
    }

    private static TRaw Raw<TItem, TRaw>(TItem item) => item is string text ? (TRaw)(object)text.AsMemory() : (TRaw)(object)item;

    private static ValueMap Read<TKey, TValue>(IDataView view, DataViewSchema.Column keyColumn, DataViewSchema.Column valueColumn)
    {
        var keyValues = valueColumn.Type is KeyDataViewType && valueColumn.HasKeyValuesOfAnyType()
            ? (KeyTerms)DynamicGetters.Call(typeof(ValueMaps), nameof(KeyValuesOf), [KeyValuesType(valueColumn).RawType], valueColumn)
            : null;
        return ValueMap.Of(
            (PrimitiveDataViewType)keyColumn.Type, (PrimitiveDataViewType)valueColumn.Type, keyValues, Rows<TKey, TValue>(view, keyColumn, valueColumn));
    }

    private static PrimitiveDataViewType KeyValuesType(DataViewSchema.Column column) =>
        ((VectorDataViewType)column.Annotations.Schema[AnnotationKinds.KeyValues].Type).ItemType;

    private static KeyTerms<T> KeyValuesOf<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return new KeyTerms<T>(KeyValuesType(column), [.. values.DenseValues().Select(Kept)]);
    }

    private static KeyTerms<ReadOnlyMemory<char>> Texts(IEnumerable<string> texts) =>
        new(TextDataViewType.Instance, [.. texts.Select(text => text.AsMemory())]);

    private static IEnumerable<(TKey Key, TValue Value)> Rows<TKey, TValue>(
        IDataView view, DataViewSchema.Column keyColumn, DataViewSchema.Column valueColumn)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([keyColumn, valueColumn]);
        ValueGetter<TKey> getKey = cursor.GetGetter<TKey>(keyColumn);
        ValueGetter<TValue> getValue = cursor.GetGetter<TValue>(valueColumn);
        while (cursor.MoveNext()) {
            TKey key = default;
            TValue value = default;
            getKey(ref key);
            getValue(ref value);
            yield return (Kept(key), Kept(value));
        }
    }

    // The row's buffer may be used again for the next row's text.
    private static T Kept<T>(T value) => value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value;

    private static void CheckIn(IDataView view, DataViewSchema.Column column, string parameter)
    {
        if (column.Index >= view.Schema.Count || view.Schema[column.Index].Name != column.Name || !view.Schema[column.Index].Type.Equals(column.Type))
            throw new InvalidOperationException($"The selected column {parameter} is not included in the targeted IDataView dataView");
    }
}
