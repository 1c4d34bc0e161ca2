using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MLNetUnlearning.Data;

/// <summary>Hashes what stands in some columns of a row, as it stands: within one view, equal rows have equal values.</summary>
internal static class RowContent
{
    /// <summary>Whether a column can be read: a vector of <c>Single</c> or <c>Byte</c>, text, a number, a Boolean or a key.</summary>
    public static bool CanRead(DataViewSchema.Column column) => column.Type is VectorDataViewType vector
        ? vector.ItemType == NumberDataViewType.Single || vector.ItemType == NumberDataViewType.Byte
        : column.Type is TextDataViewType or NumberDataViewType or BooleanDataViewType or KeyDataViewType;

    /// <summary>Returns a function that hashes the current row.</summary>
    /// <param name="row">A cursor in which the columns are active.</param>
    /// <param name="columns">The columns, in any number.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is of a type that cannot be read.</exception>
    public static Func<string> Reader(DataViewRow row, DataViewSchema.Column[] columns)
    {
        var readers = Array.ConvertAll(columns, column => BytesOf(row, column));
        if (readers is [var only]) return () => Hash(only());
        return () =>
        {
            var whole = new List<byte>();
            foreach (var read in readers)
            {
                var bytes = read();
                whole.AddRange(BitConverter.GetBytes(bytes.Length)); // "ab", "c" and "a", "bc" are not the same
                whole.AddRange(bytes);
            }
            return Hash(CollectionsMarshal.AsSpan(whole));
        };
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(SHA256.HashData(bytes));

    private static Func<byte[]> BytesOf(DataViewRow row, DataViewSchema.Column column)
    {
        if (!CanRead(column))
            throw SchemaErrors.Mismatch("feature", column, "Vector<Single>, Vector<Byte>, text, a number, Boolean or Key");
        if (column.Type is VectorDataViewType vector)
            return vector.ItemType == NumberDataViewType.Byte ? Dense<byte>(row, column) : Dense<float>(row, column);
        if (column.Type is KeyDataViewType) // the number alone: the values of a key of hashes are not known
        {
            var index = KeyIndex.Reader(row, column);
            return () => BitConverter.GetBytes(index());
        }
        var text = ColumnText.Reader(row, "feature", column);
        return () => Encoding.UTF8.GetBytes(text() ?? "");
    }

    private static Func<byte[]> Dense<T>(DataViewRow row, DataViewSchema.Column column) where T : struct
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> values = default;
        return () =>
        {
            getter(ref values);
            var dense = new T[values.Length];
            values.CopyTo(dense);
            return MemoryMarshal.AsBytes<T>(dense).ToArray();
        };
    }
}
