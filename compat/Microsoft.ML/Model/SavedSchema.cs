using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>An input schema in a model file: names, types, and the text values of keys.</summary>
internal static class SavedSchema
{
    private static readonly PrimitiveDataViewType[] Items =
    [
        TextDataViewType.Instance, BooleanDataViewType.Instance, NumberDataViewType.Byte, NumberDataViewType.SByte, NumberDataViewType.Int16,
        NumberDataViewType.UInt16, NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64,
        NumberDataViewType.Single, NumberDataViewType.Double, RowIdDataViewType.Instance,
    ];

    public static void Write(BinaryWriter writer, DataViewSchema schema)
    {
        List<DataViewSchema.Column> known = [.. schema.Where(column => !column.IsHidden && ItemOf(column.Type) is not null)];
        writer.Write(known.Count);
        foreach (DataViewSchema.Column column in known) {
            writer.Write(column.Name);
            WriteType(writer, column.Type);
            WriteKeyValues(writer, column);
        }
    }

    public static DataViewSchema Read(BinaryReader reader)
    {
        var builder = new DataViewSchema.Builder();
        int count = Checked(reader.ReadInt32());
        for (int i = 0; i < count; i++)
            builder.AddColumn(reader.ReadString(), ReadType(reader), ReadKeyValues(reader));
        return builder.ToSchema();
    }

    private static PrimitiveDataViewType ItemOf(DataViewType type)
    {
        var item = ((type as VectorDataViewType)?.ItemType ?? type) as PrimitiveDataViewType;
        return item is KeyDataViewType || Array.IndexOf(Items, item) >= 0 ? item : null;
    }

    private static void WriteType(BinaryWriter writer, DataViewType type)
    {
        PrimitiveDataViewType item = ItemOf(type);
        var key = item as KeyDataViewType;
        writer.Write((byte)Array.FindIndex(Items, candidate => candidate.RawType == item.RawType));
        writer.Write(key?.Count ?? 0);
        int[] dimensions = type is VectorDataViewType vector ? [.. vector.Dimensions] : [];
        writer.Write(dimensions.Length);
        foreach (int size in dimensions)
            writer.Write(size);
    }

    private static DataViewType ReadType(BinaryReader reader)
    {
        PrimitiveDataViewType item = Items[Math.Min(reader.ReadByte(), Items.Length - 1)];
        ulong count = reader.ReadUInt64();
        if (count > 0)
            item = new KeyDataViewType(item.RawType, count);
        int[] dimensions = new int[Checked(reader.ReadInt32(), 16)];
        for (int i = 0; i < dimensions.Length; i++)
            dimensions[i] = Checked(reader.ReadInt32(), int.MaxValue);
        return dimensions.Length == 0 ? item : new VectorDataViewType(item, dimensions);
    }

    private static void WriteKeyValues(BinaryWriter writer, DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        if (column.HasKeyValues(TextDataViewType.Instance))
            column.GetKeyValues(ref values);
        writer.Write(values.Length);
        foreach (ReadOnlyMemory<char> value in values.DenseValues())
            writer.Write(value.ToString());
    }

    private static DataViewSchema.Annotations ReadKeyValues(BinaryReader reader)
    {
        int count = Checked(reader.ReadInt32(), 10_000_000);
        var values = new List<ReadOnlyMemory<char>>();
        for (int i = 0; i < count; i++)
            values.Add(reader.ReadString().AsMemory());
        var builder = new DataViewSchema.Annotations.Builder();
        ReadOnlyMemory<char>[] array = [.. values];
        if (count > 0) {
            builder.Add(
                "KeyValues", new VectorDataViewType(TextDataViewType.Instance, count),
                (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(array, 0, ref value, array.Length));
        }
        return builder.ToAnnotations();
    }

    private static int Checked(int count, int most = 100_000) => count >= 0 && count <= most ? count : throw new FormatException("The model's schema is damaged.");
}
