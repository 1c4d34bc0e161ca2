namespace Microsoft.ML.Data;

/// <summary>The rows of a view in random order: each is drawn from a pool of the next <c>poolSize</c> ones.</summary>
internal sealed class ShuffledView(IDataView source, int seed, int poolSize, bool shuffleSource) : IDataView
{
    private readonly CachedView _rows = new(source);

    public bool CanShuffle => true;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        _rows.GetRowCursor([.. columnsNeeded], rows => Order(rows, rand ?? new Random(seed)));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private long[] Order(long rows, Random random)
    {
        long[] arriving = Shuffle.Order(rows, shuffleSource ? random : null);
        var pool = new List<long>();
        var order = new List<long>();
        foreach (long row in arriving) {
            pool.Add(row);
            if (pool.Count == poolSize)
                order.Add(Draw(pool, random));
        }
        while (pool.Count > 0)
            order.Add(Draw(pool, random));
        return [.. order];
    }

    private static long Draw(List<long> pool, Random random)
    {
        int place = random.Next(pool.Count);
        long row = pool[place];
        pool[place] = pool[^1];
        pool.RemoveAt(pool.Count - 1);
        return row;
    }
}
