using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>The types that a column of a text file can be read as.</summary>
public enum DataKind : byte
{
    SByte = 1,
    Byte = 2,
    Int16 = 3,
    UInt16 = 4,
    Int32 = 5,
    UInt32 = 6,
    Int64 = 7,
    UInt64 = 8,
    Single = 9,
    Double = 10,
    String = 11,
    Boolean = 12,
}

/// <summary>The number of a key's values; where it is not said, as many as its type can count.</summary>
public sealed class KeyCount
{
    public ulong? Count;

    public KeyCount()
    {
    }

    public KeyCount(ulong count) => Count = count;
}

internal static class DataKinds
{
    private static readonly Dictionary<DataKind, Type> RawTypes = new()
    {
        [DataKind.SByte] = typeof(sbyte),
        [DataKind.Byte] = typeof(byte),
        [DataKind.Int16] = typeof(short),
        [DataKind.UInt16] = typeof(ushort),
        [DataKind.Int32] = typeof(int),
        [DataKind.UInt32] = typeof(uint),
        [DataKind.Int64] = typeof(long),
        [DataKind.UInt64] = typeof(ulong),
        [DataKind.Single] = typeof(float),
        [DataKind.Double] = typeof(double),
        [DataKind.String] = typeof(ReadOnlyMemory<char>),
        [DataKind.Boolean] = typeof(bool),
    };

    /// <summary>The kind that a member of this type is read as, or null where there is none.</summary>
    public static DataKind? Of(Type member)
    {
        Type raw = member == typeof(string) ? typeof(ReadOnlyMemory<char>) : member;
        return RawTypes.Where(pair => pair.Value == raw).Select(pair => (DataKind?)pair.Key).FirstOrDefault();
    }

    public static PrimitiveDataViewType TypeOf(DataKind kind, KeyCount key)
    {
        if (!RawTypes.TryGetValue(kind, out Type raw))
            throw new ArgumentOutOfRangeException("Type", "Bad item type");
        if (key is null)
            return (PrimitiveDataViewType)ColumnTypes.Of(raw);
        if (!KeyDataViewType.IsValidDataType(raw))
            throw new ArgumentOutOfRangeException("Type", "Bad item type for Key");
        return new KeyDataViewType(raw, key.Count ?? KeyDataViewType.Most(raw));
    }
}
