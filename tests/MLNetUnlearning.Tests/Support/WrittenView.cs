namespace MLNetUnlearning.Tests;

/// <summary>A view written down column by column, that remembers which columns its cursors were asked for.</summary>
internal sealed class WrittenView : IDataView
{
    private readonly List<DataViewSchema.DetachedColumn> columns = [];
    private readonly List<Array> allValues = [];
    private DataViewSchema? schema;

    /// <summary>The names of the columns of each cursor, in the order they were opened.</summary>
    public List<string[]> Opened { get; } = [];

    public DataViewSchema Schema => schema ??= ToSchema();

    public bool CanShuffle => false;

    public WrittenView With<T>(string name, DataViewType type, T[] values, Action<DataViewSchema.Annotations.Builder>? annotate = null)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotate?.Invoke(annotations);
        columns.Add(new DataViewSchema.DetachedColumn(name, type, annotations.ToAnnotations()));
        allValues.Add(values);
        return this;
    }

    public WrittenView Without(string name)
    {
        var index = columns.FindIndex(column => column.Name == name);
        columns.RemoveAt(index);
        allValues.RemoveAt(index);
        return this;
    }

    /// <summary>A key column: its classes in the order of their keys, then the rows' classes; null is a missing key.</summary>
    public WrittenView WithKey(string name, string[] classes, params string?[] rows)
    {
        ReadOnlyMemory<char>[] names = [.. classes.Select(text => text.AsMemory())];
        uint[] keys = [.. rows.Select(row => (uint)(Array.IndexOf(classes, row) + 1))];
        return With(name, new KeyDataViewType(typeof(uint), classes.Length), keys, annotations => annotations.Add(
            "KeyValues", new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => value = new VBuffer<ReadOnlyMemory<char>>(names.Length, names)));
    }

    public long? GetRowCount() => allValues[0].Length;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        Opened.Add([.. columnsNeeded.Select(column => column.Name).Order()]);
        return new Cursor(this, [.. columnsNeeded.Select(column => column.Index)]);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private DataViewSchema ToSchema()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(columns);
        return builder.ToSchema();
    }

    private sealed class Cursor(WrittenView view, HashSet<int> active) : DataViewRowCursor
    {
        private long position = -1;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => position;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override bool MoveNext() => ++position < view.GetRowCount();

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)position, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Assert.True(IsColumnActive(column), $"Column '{column.Name}' is read without having been asked for.");
            var values = (TValue[])view.allValues[column.Index];
            return (ref TValue value) => value = values[position];
        }
    }
}
