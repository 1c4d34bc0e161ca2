using Microsoft.ML;

namespace MLNetUnlearning.Data;

/// <summary>The one place that knows how keys count: 0 is missing, 1 is the first value, whose class index is 0.</summary>
internal static class KeyIndex
{
    /// <summary>A reader of the current row's class index: -1 where the key is missing.</summary>
    /// <param name="row">A cursor in which the column is active.</param>
    /// <param name="column">A key column, of any of the four key types.</param>
    public static Func<long> Reader(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
    {
        var t when t == typeof(byte) => Reader<byte>(row, column, key => key),
        var t when t == typeof(ushort) => Reader<ushort>(row, column, key => key),
        var t when t == typeof(uint) => Reader<uint>(row, column, key => key),
        _ => Reader<ulong>(row, column, key => checked((long)key)),
    };

    /// <summary>The key that stands for a class index.</summary>
    public static uint ToKey(long index) => checked((uint)(index + 1));

    private static Func<long> Reader<T>(DataViewRow row, DataViewSchema.Column column, Func<T, long> toNumber) where T : struct
    {
        var getter = row.GetGetter<T>(column);
        T key = default;
        return () =>
        {
            getter(ref key);
            return toNumber(key) - 1;
        };
    }
}
