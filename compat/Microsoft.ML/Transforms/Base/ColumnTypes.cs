using System.Collections.Immutable;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Column types taken apart, and in model files.</summary>
internal static class ColumnTypes
{
    private static readonly PrimitiveDataViewType[] Plain =
    [
        TextDataViewType.Instance, BooleanDataViewType.Instance, NumberDataViewType.Single, NumberDataViewType.Double,
        NumberDataViewType.SByte, NumberDataViewType.Int16, NumberDataViewType.Int32, NumberDataViewType.Int64,
        NumberDataViewType.Byte, NumberDataViewType.UInt16, NumberDataViewType.UInt32, NumberDataViewType.UInt64,
    ];

    /// <summary>The type of a scalar, or of a vector's slots.</summary>
    public static DataViewType ItemOf(DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    /// <summary>The same shape with other items: a vector keeps its dimensions.</summary>
    public static DataViewType WithItem(DataViewType type, PrimitiveDataViewType item) =>
        type is VectorDataViewType vector ? new VectorDataViewType(item, vector.Dimensions) : item;

    public static PrimitiveDataViewType Of(Type rawType) => Array.Find(Plain, type => type.RawType == rawType)
        ?? throw new NotSupportedException($"Could not determine an IDataView type for type {rawType}");

    public static void Write(BinaryWriter writer, DataViewType type)
    {
        switch (type)
        {
            case VectorDataViewType vector:
                writer.Write((byte)255);
                Write(writer, vector.ItemType);
                writer.Write(vector.Dimensions.Length);
                foreach (int size in vector.Dimensions)
                    writer.Write(size);
                break;
            case KeyDataViewType key:
                writer.Write((byte)254);
                Write(writer, Of(key.RawType));
                writer.Write(key.Count);
                break;
            default:
                int index = Array.IndexOf(Plain, type);
                writer.Write(index >= 0 ? (byte)index : throw new NotSupportedException($"Columns of type {type} cannot be saved."));
                break;
        }
    }

    public static DataViewType Read(BinaryReader reader)
    {
        byte code = reader.ReadByte();
        if (code == 254)
            return new KeyDataViewType(Read(reader).RawType, reader.ReadUInt64());
        if (code != 255)
            return Plain[code];
        var item = (PrimitiveDataViewType)Read(reader);
        int[] dimensions = new int[reader.ReadInt32()];
        for (int i = 0; i < dimensions.Length; i++)
            dimensions[i] = reader.ReadInt32();
        return new VectorDataViewType(item, ImmutableArray.Create(dimensions));
    }
}
