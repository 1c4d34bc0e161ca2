namespace Microsoft.ML.Data;

/// <summary>The tests behind the catalog's filters.</summary>
internal static class RowFilters
{
    public static IDataView Take(IDataView input, long count) => new FilteredView(input, [], _ => {
        long taken = 0;
        return () => taken++ < count ? Passage.Take : Passage.Stop;
    })
    {
        CanShuffle = false,
        RowCount = input.GetRowCount() is long rows ? Math.Min(rows, count) : null,
    };

    public static IDataView Skip(IDataView input, long count) => new FilteredView(input, [], _ => {
        long seen = 0;
        return () => seen++ < count ? Passage.Skip : Passage.Take;
    })
    {
        CanShuffle = false,
        RowCount = input.GetRowCount() is long rows ? Math.Max(rows - count, 0) : null,
    };

    public static IDataView Range(IDataView input, DataViewSchema.Column column, double lower, double upper)
    {
        if (column.Type != NumberDataViewType.Single && column.Type != NumberDataViewType.Double && column.Type is not KeyDataViewType)
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' does not have compatible type. Expected types are Single, Double or Key.");
        return new FilteredView(input, [column], cursor => {
            Func<double> value = Numbers.Of(cursor, column);
            return () => value() is double number && number >= lower && number < upper ? Passage.Take : Passage.Skip;
        });
    }

    public static IDataView WithoutMissing(IDataView input, IReadOnlyList<DataViewSchema.Column> columns) => new FilteredView(input, columns, cursor => {
        Func<bool>[] missing = [.. columns.Select(column => Numbers.Missing(cursor, column))];
        return () => Array.Exists(missing, isMissing => isMissing()) ? Passage.Skip : Passage.Take;
    });

    /// <summary>The rows whose random number, or hash of a key column, lies in a range of 0 to 1, or outside of it.</summary>
    public static IDataView Share(IDataView input, double lower, double upper, bool inside, int seed, DataViewSchema.Column? samplingKey) =>
        new FilteredView(input, samplingKey is { } key ? [key] : [], cursor => {
            Func<double> number = samplingKey is { } column ? Numbers.Hash(cursor, column, seed) : new Random(seed).NextDouble;
            return () => (number() is double drawn && drawn >= lower && drawn < upper) == inside ? Passage.Take : Passage.Skip;
        })
        {
            CanShuffle = false,
        };
}

/// <summary>Values of columns as numbers.</summary>
internal static class Numbers
{
    public static Func<double> Of(DataViewRow row, DataViewSchema.Column column)
    {
        Type raw = column.Type.RawType;
        if (raw == typeof(double))
            return Reader<double>(row, column, value => value);
        if (raw == typeof(float))
            return Reader<float>(row, column, value => value);
        // A key counts as the middle of its share of 0 to 1.
        double count = ((KeyDataViewType)column.Type).Count;
        return raw == typeof(byte) ? Reader<byte>(row, column, value => (value - 0.5) / count)
            : raw == typeof(ushort) ? Reader<ushort>(row, column, value => (value - 0.5) / count)
            : raw == typeof(uint) ? Reader<uint>(row, column, value => (value - 0.5) / count)
            : Reader<ulong>(row, column, value => (value - 0.5) / count);
    }

    public static Func<bool> Missing(DataViewRow row, DataViewSchema.Column column)
    {
        Type raw = column.Type.RawType;
        if (raw == typeof(double))
            return Missing<double>(row, column, double.IsNaN);
        if (raw == typeof(float))
            return Missing<float>(row, column, float.IsNaN);
        if (raw == typeof(VBuffer<float>))
            return Missing<VBuffer<float>>(row, column, values => values.GetValues().ContainsAnyNaN());
        if (column.Type is KeyDataViewType && raw == typeof(uint))
            return Missing<uint>(row, column, value => value == 0);
        throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' has type {column.Type} which does not support missing values, so we cannot filter on them");
    }

    public static Func<double> Hash(DataViewRow row, DataViewSchema.Column column, int seed)
    {
        Delegate getter = RowGetters.Of(row, column);
        return (Func<double>)typeof(Numbers).GetMethod(nameof(HashReader), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)
            .MakeGenericMethod(column.Type.RawType).Invoke(null, [getter, seed]);
    }

    private static Func<double> Reader<T>(DataViewRow row, DataViewSchema.Column column, Func<T, double> number)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default;
        return () => {
            getter(ref value);
            return number(value);
        };
    }

    private static Func<bool> Missing<T>(DataViewRow row, DataViewSchema.Column column, Func<T, bool> isMissing)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default;
        return () => {
            getter(ref value);
            return isMissing(value);
        };
    }

    private static Func<double> HashReader<T>(ValueGetter<T> getter, int seed)
    {
        T value = default;
        return () => {
            getter(ref value);
            ulong hash = 14695981039346656037UL ^ (ulong)seed;
            foreach (char letter in value.ToString())
                hash = (hash ^ letter) * 1099511628211UL;
            hash ^= hash >> 32;
            hash *= 0xD6E8FEB86659FD93UL;
            return (hash >> 11) * (1.0 / (1UL << 53));
        };
    }

    private static bool ContainsAnyNaN(this ReadOnlySpan<float> values)
    {
        foreach (float value in values) {
            if (float.IsNaN(value))
                return true;
        }
        return false;
    }
}
