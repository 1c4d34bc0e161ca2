namespace MLNetUnlearning.Data;

/// <summary>A view with one more column, computed row by row. All other columns pass through unchanged and stay lazy.</summary>
/// <remarks>A column of the same name is hidden, as in ML.NET's own transforms.</remarks>
/// <typeparam name="T">The raw type of the column.</typeparam>
internal sealed class AddedColumnView<T> : IDataView
{
    private readonly IDataView input;
    private readonly IReadOnlyList<DataViewSchema.Column> needs;
    private readonly Func<DataViewRow, Func<T>> compute;

    /// <summary>Adds a column that is computed from the columns <paramref name="needs"/>. <paramref name="compute"/> takes a cursor of the
    /// view and returns a function that computes the value of the current row.</summary>
    public AddedColumnView(
        IDataView input, string name, DataViewType type, DataViewSchema.Annotations? annotations,
        IReadOnlyList<DataViewSchema.Column> needs, Func<DataViewRow, Func<T>> compute)
    {
        (this.input, this.needs, this.compute) = (input, needs, compute);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input.Schema);
        builder.AddColumn(name, type, annotations);
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => input.CanShuffle;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var (inputColumns, active) = Split(columnsNeeded);
        return new Cursor(this, input.GetRowCursor(inputColumns, rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var (inputColumns, active) = Split(columnsNeeded);
        return Array.ConvertAll(input.GetRowCursorSet(inputColumns, n, rand), cursor => new Cursor(this, cursor, active));
    }

    private int AddedIndex => input.Schema.Count;

    private (List<DataViewSchema.Column> InputColumns, bool[] Active) Split(IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        var active = Schema.Active(columnsNeeded);
        bool IsNeeded(DataViewSchema.Column column) => active[AddedIndex] && needs.Any(need => need.Index == column.Index);
        return (input.Schema.Where(column => active[column.Index] || IsNeeded(column)).ToList(), active);
    }

    private sealed class Cursor(AddedColumnView<T> view, DataViewRowCursor input, bool[] active) : WrappedCursor(input, view.Schema)
    {
        // A column that only the computation needs is active in the input's cursor, not in this one.
        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw SchemaErrors.Inactive(column);
            if (column.Index != view.AddedIndex) return base.GetGetter<TValue>(column);
            var compute = view.compute(Input);
            ValueGetter<T> getter = (ref T value) => value = compute();
            return getter as ValueGetter<TValue> ?? throw SchemaErrors.WrongGetter<TValue>(column);
        }
    }
}
