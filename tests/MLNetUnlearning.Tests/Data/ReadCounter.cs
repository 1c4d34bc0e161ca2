namespace MLNetUnlearning.Tests;

/// <summary>A view that passes everything through and remembers which columns were asked for.</summary>
internal sealed class ReadCounter(IDataView input) : IDataView
{
    /// <summary>The names of the columns of each cursor, in the order they were opened.</summary>
    public List<string[]> Opened { get; } = [];

    public DataViewSchema Schema => input.Schema;

    public bool CanShuffle => input.CanShuffle;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        Opened.Add(columnsNeeded.Select(column => column.Name).Order().ToArray());
        return input.GetRowCursor(columnsNeeded, rand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
