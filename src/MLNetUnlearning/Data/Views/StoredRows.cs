namespace MLNetUnlearning.Data;

/// <summary>A copy of rows in memory, in an order that the maker chooses. Cursors can shuffle it, as trainers wish, and rows have the ids
/// 0, 1, .. in that order: nothing tells from where they come.</summary>
internal sealed class StoredRows : IDataView
{
    private readonly StoredColumn[] columns;
    private readonly int[] order;
    private readonly CancellationToken cancellationToken;

    private StoredRows(DataViewSchema schema, StoredColumn[] columns, int[] order, CancellationToken cancellationToken) =>
        (Schema, this.columns, this.order, this.cancellationToken) = (schema, columns, order, cancellationToken);

    public DataViewSchema Schema { get; }

    public bool CanShuffle => true;

    public long? GetRowCount() => order.Length;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        int[] places = [.. Enumerable.Range(0, order.Length)];
        rand?.Shuffle(places);
        return new Cursor(this, Schema.Active(columnsNeeded), places);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    /// <summary>Whether values of this type can be kept: pictures cannot, because whoever reads one disposes of it.</summary>
    public static bool CanKeep(DataViewType type) => type is PrimitiveDataViewType or VectorDataViewType;

    /// <summary>Collects rows.</summary>
    /// <param name="source">The columns to keep, with their annotations.</param>
    public sealed class Builder(IReadOnlyList<DataViewSchema.Column> source)
    {
        private readonly StoredColumn[] columns = [.. source.Select(StoredColumn.Of)];

        /// <summary>Number of rows so far.</summary>
        public int Count { get; private set; }

        /// <summary>Returns an action that keeps the current row of a cursor in which the columns are active.</summary>
        /// <param name="row">The cursor.</param>
        /// <param name="others">The columns of its view that stand for the given ones; null: they are of that view.</param>
        public Action Writer(DataViewRow row, IReadOnlyList<DataViewSchema.Column>? others = null)
        {
            Action[] writers = [.. columns.Select((column, index) => column.Writer(row, (others ?? source)[index]))];
            return () =>
            {
                foreach (var write in writers) write();
                Count++;
            };
        }

        /// <summary>The rows in an order of their numbers. A cancelled token ends every cursor, and so the trainer that reads it.</summary>
        public StoredRows InOrder(int[] order, CancellationToken cancellationToken = default)
        {
            var schema = new DataViewSchema.Builder();
            foreach (var column in source) schema.AddColumn(column.Name, column.Type, column.Annotations);
            return new StoredRows(schema.ToSchema(), columns, order, cancellationToken);
        }
    }

    private sealed class Cursor(StoredRows view, bool[] active, int[] places) : DataViewRowCursor
    {
        private long position = -1;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => position;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            view.cancellationToken.ThrowIfCancellationRequested();
            position = position + 1 < places.Length ? position + 1 : -1;
            if (position >= 0) return true;
            places = [];
            return false;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Place(), 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column)) throw SchemaErrors.Inactive(column);
            return view.columns[column.Index].Getter(() => view.order[Place()]) as ValueGetter<TValue>
                ?? throw SchemaErrors.WrongGetter<TValue>(column);
        }

        private int Place() => position >= 0
            ? places[position]
            : throw new InvalidOperationException("The cursor is not at a row: call MoveNext first.");
    }
}

/// <summary>The values of one column for any number of rows.</summary>
internal abstract class StoredColumn
{
    /// <summary>Room for a column of numbers, text, keys or vectors.</summary>
    public static StoredColumn Of(DataViewSchema.Column column)
    {
        var type = column.Type is VectorDataViewType vector
            ? typeof(Vectors<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(Values<>).MakeGenericType(column.Type.RawType);
        return (StoredColumn)Activator.CreateInstance(type)!;
    }

    /// <summary>Returns an action that adds the value of the current row.</summary>
    public abstract Action Writer(DataViewRow row, DataViewSchema.Column column);

    /// <summary>Returns a <see cref="ValueGetter{TValue}"/> for the row that <paramref name="row"/> names.</summary>
    public abstract Delegate Getter(Func<int> row);

    private sealed class Values<T> : StoredColumn
    {
        private readonly List<T> values = [];

        public override Action Writer(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<T>(column);
            return () =>
            {
                T value = default!;
                getter(ref value);
                values.Add(value);
            };
        }

        public override Delegate Getter(Func<int> row) => new ValueGetter<T>((ref T value) => value = values[row()]);
    }

    private sealed class Vectors<T> : StoredColumn
    {
        private readonly List<VBuffer<T>> values = [];

        public override Action Writer(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<VBuffer<T>>(column);
            return () =>
            {
                VBuffer<T> value = default; // a new one each time: the getter would write into the memory of the last one
                getter(ref value);
                values.Add(value);
            };
        }

        public override Delegate Getter(Func<int> row) =>
            new ValueGetter<VBuffer<T>>((ref VBuffer<T> value) => values[row()].CopyTo(ref value));
    }
}
