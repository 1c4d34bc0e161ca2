using MLNetUnlearning.Data;

namespace MLNetUnlearning.Sharding;

/// <summary>Says to which shard a row belongs: a hash of its id under a key decides. So an id has all its rows in one shard, no row moves
/// when others go, and nobody without the key can tell who is in a shard.</summary>
/// <param name="column">The id column.</param>
/// <param name="key">The key.</param>
/// <param name="numberOfShards">The number of shards.</param>
internal sealed class ShardIds(DataViewSchema.Column column, FingerprintKey key, int numberOfShards)
{
    public DataViewSchema.Column Column => column;

    /// <summary>Finds the id column of rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public static ShardIds Of(DataViewSchema schema, string name, FingerprintKey key, int numberOfShards) =>
        new(schema.RequireColumn("id", name), key, numberOfShards);

    /// <summary>The shard of an id. The other half of the hash orders the rows within a shard.</summary>
    public int ShardOf(RowFingerprint id) => (int)(((UInt128)id.Low * (uint)numberOfShards) >> 64);

    /// <summary>Returns a function that gives the id of the current row, as text and as hash.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is no key, text, number or Boolean.</exception>
    public Func<(string Text, RowFingerprint Hash)> Reader(DataViewRow row)
    {
        var text = ColumnText.IdReader(row, column);
        (string? Text, RowFingerprint Hash) last = default; // rows of one id often follow each other
        return () =>
        {
            var id = text() ?? throw new InvalidOperationException(
                $"Row {row.Position} (counted from 0) has no id in column '{column.Name}'. Rows without an id cannot be found again to be "
                + "forgotten: give them one, or leave them out.");
            if (id != last.Text) last = (id, key.OfId(id));
            return (id, last.Hash);
        };
    }

    /// <summary>Counts the rows of each id, and the marked ones.</summary>
    public IReadOnlyCollection<IdRows> Count(IDataView view, DataViewSchema.Column forget, CancellationToken cancellationToken)
    {
        var found = new Dictionary<RowFingerprint, IdRows>();
        using var cursor = view.GetRowCursor([column, forget]);
        var (readId, isMarked) = (Reader(cursor), RowMarks.Of(forget).Reader(cursor));
        while (cursor.MoveNextNamingFiles())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (text, hash) = readId();
            if (!found.TryGetValue(hash, out var rows)) found.Add(hash, rows = new IdRows(hash, text));
            rows.Count++;
            if (isMarked()) rows.Marked++;
        }
        return found.Values;
    }
}
