using System.Collections.Immutable;
using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Data
{
    /// <summary>The first rows of a view, read into memory, by row and by column.</summary>
    public sealed class DataDebuggerPreview
    {
        internal DataDebuggerPreview(IDataView data, int maxRows)
        {
            Schema = data.Schema;
            var rows = new List<KeyValuePair<string, object>[]>();
            using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
            Func<object>[] values = [.. data.Schema.Select(column => Boxed(cursor, column))];
            while (rows.Count < maxRows && cursor.MoveNext())
                rows.Add([.. values.Select((value, i) => KeyValuePair.Create(data.Schema[i].Name, value()))]);
            RowView = [.. rows.Select(row => new RowInfo(row))];
            ColumnView = [.. data.Schema.Select(column => new ColumnInfo(column, [.. rows.Select(row => row[column.Index].Value)]))];
        }

        public DataViewSchema Schema { get; }

        public ImmutableArray<ColumnInfo> ColumnView { get; }

        public ImmutableArray<RowInfo> RowView { get; }

        public override string ToString() => $"{Schema.Count} columns, {RowView.Length} rows";

        private static Func<object> Boxed(DataViewRow row, DataViewSchema.Column column) =>
            (Func<object>)typeof(DataDebuggerPreview).GetMethod(nameof(BoxedValue), BindingFlags.NonPublic | BindingFlags.Static)
                .MakeGenericMethod(column.Type.RawType).Invoke(null, [RowGetters.Of(row, column)]);

        private static Func<object> BoxedValue<T>(ValueGetter<T> getter) => () => {
            T value = default;
            getter(ref value);
            return value;
        };

        public sealed class ColumnInfo
        {
            internal ColumnInfo(DataViewSchema.Column column, object[] values) => (Column, Values) = (column, values);

            public DataViewSchema.Column Column { get; }

            public object[] Values { get; }
        }

        public sealed class RowInfo
        {
            internal RowInfo(KeyValuePair<string, object>[] values) => Values = values;

            public KeyValuePair<string, object>[] Values { get; }
        }
    }

    public static class ColumnCursorExtensions
    {
        public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName)
        {
            ArgumentNullException.ThrowIfNull(data);
            return data.GetColumn<T>(data.Schema[columnName]);
        }

        public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
        {
            ArgumentNullException.ThrowIfNull(data);
            Delegate conversion = Conversions.Between(column.Type.RawType, typeof(T))
                ?? throw new ArgumentOutOfRangeException(nameof(column), $"Cannot map column (name: {column.Name}, type: {column.Type}) in data to the user-defined type, {typeof(T)}.");
            return (IEnumerable<T>)typeof(ColumnCursorExtensions).GetMethod(nameof(Values), BindingFlags.NonPublic | BindingFlags.Static)
                .MakeGenericMethod(column.Type.RawType, typeof(T)).Invoke(null, [data, column, conversion]);
        }

        private static IEnumerable<T> Values<TRaw, T>(IDataView data, DataViewSchema.Column column, Conversion<TRaw, T> conversion)
        {
            using DataViewRowCursor cursor = data.GetRowCursor([column]);
            ValueGetter<TRaw> getter = cursor.GetGetter<TRaw>(column);
            TRaw raw = default;
            while (cursor.MoveNext()) {
                getter(ref raw);
                T value = default;
                conversion(raw, ref value);
                yield return value;
            }
        }
    }

    public static class SchemaAnnotationsExtensions
    {
        public static bool HasSlotNames(this DataViewSchema.Column column) =>
            column.Annotations.Schema.GetColumnOrNull("SlotNames")?.Type is VectorDataViewType { ItemType: TextDataViewType };

        public static void GetSlotNames(this DataViewSchema.Column column, ref VBuffer<ReadOnlyMemory<char>> slotNames) =>
            column.Annotations.GetValue("SlotNames", ref slotNames);

        /// <summary>As in ML.NET: without a type, only key values that are text count.</summary>
        public static bool HasKeyValues(this DataViewSchema.Column column, PrimitiveDataViewType keyValueItemType = null) =>
            column.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type is VectorDataViewType values
            && values.ItemType.Equals(keyValueItemType ?? TextDataViewType.Instance);

        internal static bool HasKeyValuesOfAnyType(this DataViewSchema.Column column) =>
            column.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type is VectorDataViewType;

        public static void GetKeyValues<TValue>(this DataViewSchema.Column column, ref VBuffer<TValue> keyValues) =>
            column.Annotations.GetValue("KeyValues", ref keyValues);

        public static bool IsNormalized(this DataViewSchema.Column column)
        {
            bool value = false;
            if (column.Annotations.Schema.GetColumnOrNull("IsNormalized")?.Type is BooleanDataViewType)
                column.Annotations.GetValue("IsNormalized", ref value);
            return value;
        }
    }
}

namespace Microsoft.ML
{
    public static class DebuggerExtensions
    {
        public static DataDebuggerPreview Preview(this IDataView data, int maxRows = 100) =>
            new(data ?? throw new ArgumentNullException(nameof(data)), maxRows);

        public static DataDebuggerPreview Preview(this ITransformer transformer, IDataView data, int maxRows = 100) =>
            new(transformer.Transform(data), maxRows);

        public static DataDebuggerPreview Preview(this IEstimator<ITransformer> estimator, IDataView data, int maxRows = 100, int maxTrainingRows = 100) =>
            new(estimator.Fit(RowFilters.Take(data, maxTrainingRows)).Transform(data), maxRows);
    }
}
