using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The distinct values of a column, in the order of their keys: the first has key 1.</summary>
internal abstract class KeyTerms(PrimitiveDataViewType itemType)
{
    /// <summary>The type of the values that are looked up; a key type when a key column is keyed again.</summary>
    public PrimitiveDataViewType ItemType => itemType;

    public abstract int Count { get; }

    public KeyDataViewType KeyType => new(typeof(uint), Math.Max(1, Count));

    /// <summary>The getter of the keys, or of a vector of keys, of a column of values.</summary>
    public abstract Delegate KeyGetter(DataViewRow row, DataViewSchema.Column input);

    public abstract void AddKeyValues(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column input, bool asText);

    public abstract void Write(BinaryWriter writer);

    public static void Check(DataViewSchema.Column input)
    {
        if (ColumnTypes.ItemOf(input.Type) is not PrimitiveDataViewType)
            throw SchemaErrors.Mismatch("inputSchema", "input", input.Name, "vector or scalar of text, number, boolean, key or time", input.Type.ToString());
    }

    /// <summary>One pass over the rows: the terms of each column.</summary>
    public static KeyTerms[] Learn(IDataView view, IReadOnlyList<(string Output, string Input)> columns, KeyTermOptions options)
    {
        if (options.KeyData is not null)
        {
            KeyTerms given = OfOnlyColumn(options.KeyData, options);
            return columns.Select(_ => given).ToArray();
        }
        var inputs = columns.Select(column => SchemaErrors.Find(view.Schema, column.Input, "input")).ToList();
        return Collect(view, inputs, options);
    }

    public static KeyTerms Read(BinaryReader reader)
    {
        var itemType = (PrimitiveDataViewType)ColumnTypes.Read(reader);
        return (KeyTerms)DynamicGetters.Call(typeof(KeyTerms), nameof(ReadOf), [itemType.RawType], itemType, reader);
    }

    private static KeyTerms OfOnlyColumn(IDataView keyData, KeyTermOptions options)
    {
        if (keyData.Schema.Count != 1)
            throw new ArgumentException("If specified, this data should contain only a single column", "keyData");
        return Collect(keyData, [keyData.Schema[0]], options)[0];
    }

    private static KeyTerms[] Collect(IDataView view, List<DataViewSchema.Column> inputs, KeyTermOptions options)
    {
        using DataViewRowCursor cursor = view.GetRowCursor(inputs);
        var collectors = inputs.ConvertAll(input =>
            (KeyTermCollector)DynamicGetters.Call(
                typeof(KeyTermCollector), nameof(KeyTermCollector.For), [ColumnTypes.ItemOf(input.Type).RawType], cursor, input, options));
        while (cursor.MoveNext())
            collectors.ForEach(collector => collector.AddRow());
        return collectors.ConvertAll(collector => collector.ToTerms()).ToArray();
    }

    private static KeyTerms<T> ReadOf<T>(PrimitiveDataViewType itemType, BinaryReader reader)
    {
        T[] values = new T[reader.ReadInt32()];
        for (int i = 0; i < values.Length; i++)
            values[i] = PrimitiveOperations<T>.Instance.Read(reader);
        return new KeyTerms<T>(itemType, values);
    }
}
