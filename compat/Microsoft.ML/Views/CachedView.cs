using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Keeps every column that was once asked for in memory; the view behind it is read once a set of new columns.</summary>
internal sealed class CachedView(IDataView source) : IDataView
{
    private readonly Dictionary<int, Array> _columns = [];
    private long _rows = -1;

    public bool CanShuffle => true;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount()
    {
        lock (_columns)
            return _rows >= 0 ? _rows : source.GetRowCount();
    }

    public void Fill(IEnumerable<DataViewSchema.Column> columns)
    {
        lock (_columns) {
            List<DataViewSchema.Column> missing = [.. columns.Where(column => !_columns.ContainsKey(column.Index)).DistinctBy(column => column.Index)];
            if (missing.Count == 0 && _rows >= 0)
                return;
            using DataViewRowCursor cursor = source.GetRowCursor(missing);
            List<IColumnStore> stores = [.. missing.Select(column => MakeStore(cursor, column))];
            long rows = 0;
            for (; cursor.MoveNext(); rows++)
                stores.ForEach(store => store.Append());
            for (int i = 0; i < missing.Count; i++)
                _columns[missing[i].Index] = stores[i].ToArray();
            _rows = rows;
        }
    }

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        List<DataViewSchema.Column> needed = [.. columnsNeeded];
        Fill(needed);
        return new Cursor(this, needed, rand is null ? null : Shuffle.Order(_rows, rand));
    }

    /// <summary>A cursor that takes the rows in an order made from their number.</summary>
    public DataViewRowCursor GetRowCursor(IReadOnlyList<DataViewSchema.Column> needed, Func<long, long[]> order)
    {
        Fill(needed);
        return new Cursor(this, needed, order(_rows));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private static IColumnStore MakeStore(DataViewRow row, DataViewSchema.Column column)
    {
        Type raw = column.Type.RawType;
        Type store = raw.IsGenericType && raw.GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? typeof(VectorStore<>).MakeGenericType(raw.GetGenericArguments())
            : typeof(ValueStore<>).MakeGenericType(raw);
        return (IColumnStore)Activator.CreateInstance(store, BindingFlags.Instance | BindingFlags.Public, null, [RowGetters.Of(row, column)], null);
    }

    private interface IColumnStore
    {
        void Append();

        Array ToArray();
    }

    private sealed class ValueStore<T>(ValueGetter<T> getter) : IColumnStore
    {
        private readonly List<T> _values = [];

        public void Append()
        {
            T value = default;
            getter(ref value);
            _values.Add(value);
        }

        public Array ToArray() => _values.ToArray();
    }

    private sealed class VectorStore<T>(ValueGetter<VBuffer<T>> getter) : IColumnStore
    {
        private readonly List<VBuffer<T>> _values = [];

        public void Append()
        {
            VBuffer<T> value = default; // a fresh one each row: the arrays are kept
            getter(ref value);
            _values.Add(value);
        }

        public Array ToArray() => _values.ToArray();
    }

    private sealed class Cursor(CachedView view, IReadOnlyList<DataViewSchema.Column> needed, long[] order) : ViewCursor(view.Schema, needed)
    {
        private long _next;
        private long _row;

        protected override bool MoveNextCore()
        {
            if (_next >= view._rows)
                return false;
            _row = order is null ? _next : order[_next];
            _next++;
            return true;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_row, 0);

        protected override Delegate MakeGetter(DataViewSchema.Column column)
        {
            Type raw = column.Type.RawType;
            bool vector = raw.IsGenericType && raw.GetGenericTypeDefinition() == typeof(VBuffer<>);
            MethodInfo method = typeof(Cursor).GetMethod(vector ? nameof(VectorGetter) : nameof(Getter), BindingFlags.NonPublic | BindingFlags.Instance);
            return (Delegate)method.MakeGenericMethod(vector ? raw.GetGenericArguments()[0] : raw).Invoke(this, [view._columns[column.Index]]);
        }

        private Delegate Getter<T>(T[] values) => (ValueGetter<T>)((ref T value) => value = values[_row]);

        private Delegate VectorGetter<T>(VBuffer<T>[] values) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => values[_row].CopyTo(ref value));
    }
}
