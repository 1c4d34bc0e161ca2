namespace MLNetUnlearning.Data;

/// <summary>Reads a key, text, number or Boolean column as text, the form in which users name classes and ids.</summary>
internal static class ColumnText
{
    /// <summary>Returns a function that reads the current row's value; null if the value is missing.</summary>
    /// <param name="row">A cursor in which the column is active.</param>
    /// <param name="role">The role of the column, for the error message.</param>
    /// <param name="column">The column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is not a key, text, a number or Boolean.</exception>
    public static Func<string?> Reader(DataViewRow row, string role, DataViewSchema.Column column)
    {
        if (column.Type is KeyDataViewType)
        {
            var names = LabelKeys.Read(column, role).Names;
            var index = KeyIndex.Reader(row, column);
            return () => index() is var i && i >= 0 ? names[(int)i] : null;
        }
        if (column.Type is BooleanDataViewType)
        {
            var index = KeyIndex.Reader(row, column);
            return () => LabelKeys.Booleans.Names[(int)index()];
        }
        if (column.Type is TextDataViewType) return Text(row, column);
        return Numbers.TryReader(row, column) ?? throw SchemaErrors.Mismatch(role, column, "Key, Text, a number or Boolean");
    }

    /// <summary>The same for ids. Numbers of <c>Single</c> and <c>Double</c> beyond the whole ones that they can tell apart are refused:
    /// the loader has made one id of several by then, and a request for one of them would be one for all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is not a key, text, a number or Boolean.</exception>
    public static Func<string?> IdReader(DataViewRow row, DataViewSchema.Column column)
    {
        const double EndOfSingle = 1 << 24, EndOfDouble = 1L << 53;
        var text = Reader(row, "id", column);
        if (column.Type != NumberDataViewType.Single && column.Type != NumberDataViewType.Double) return text;
        var end = column.Type == NumberDataViewType.Single ? EndOfSingle : EndOfDouble;
        return () => text() is var id && (id is null || Math.Abs(double.Parse(id, CultureInfo.InvariantCulture)) < end)
            ? id
            : throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"Row {row.Position} (counted from 0) has the id {id} in column '{column.Name}' of type {column.Type}, which rounds "
                + $"numbers from {end} on: several ids may have become one. Load the column as text or Int64."));
    }

    private static Func<string?> Text(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> value = default;
        return () =>
        {
            getter(ref value);
            return value.IsEmpty ? null : value.ToString();
        };
    }

    private static class Numbers
    {
        public static Func<string?>? TryReader(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
        {
            var t when t == typeof(float) => Reader<float>(row, column, float.IsNaN),
            var t when t == typeof(double) => Reader<double>(row, column, double.IsNaN),
            var t when t == typeof(sbyte) => Reader<sbyte>(row, column),
            var t when t == typeof(byte) => Reader<byte>(row, column),
            var t when t == typeof(short) => Reader<short>(row, column),
            var t when t == typeof(ushort) => Reader<ushort>(row, column),
            var t when t == typeof(int) => Reader<int>(row, column),
            var t when t == typeof(uint) => Reader<uint>(row, column),
            var t when t == typeof(long) => Reader<long>(row, column),
            var t when t == typeof(ulong) => Reader<ulong>(row, column),
            _ => null,
        };

        private static Func<string?> Reader<T>(DataViewRow row, DataViewSchema.Column column, Predicate<T>? isMissing = null)
            where T : IFormattable
        {
            var getter = row.GetGetter<T>(column);
            var value = default(T)!;
            return () =>
            {
                getter(ref value);
                return isMissing?.Invoke(value) == true ? null : value.ToString(null, CultureInfo.InvariantCulture);
            };
        }
    }
}
