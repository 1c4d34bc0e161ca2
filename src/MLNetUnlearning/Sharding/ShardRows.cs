using MLNetUnlearning.Data;

namespace MLNetUnlearning.Sharding;

/// <summary>The rows of one shard, in memory and in an order that depends on nothing but their own ids: that of the hashes and, among rows
/// of one id, that of the view.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Ids">The hash of the id of each row, in this order.</param>
/// <param name="Labels">The different labels of the labelled rows, two at most: nobody asks for more. Null: the label was not looked
/// at.</param>
internal sealed record ShardRows(StoredRows Rows, IReadOnlyList<RowFingerprint> Ids, IReadOnlyList<string>? Labels)
{
    /// <summary>Copies the rows of some shards, in one pass.</summary>
    /// <param name="view">The rows.</param>
    /// <param name="columns">The columns to copy.</param>
    /// <param name="ids">Says to which shard a row belongs.</param>
    /// <param name="label">The label; null: it is not looked at.</param>
    /// <param name="without">The column that marks rows to leave out; null: none are.</param>
    /// <param name="wanted">The shards to copy.</param>
    /// <param name="cancellationToken">Ends the pass early.</param>
    public static Dictionary<int, ShardRows> Copy(
        IDataView view, IReadOnlyList<DataViewSchema.Column> columns, ShardIds ids, DataViewSchema.Column? label,
        DataViewSchema.Column? without, IEnumerable<int> wanted, CancellationToken cancellationToken)
    {
        var shards = wanted.ToDictionary(shard => shard, _ => new Collected(new StoredRows.Builder(columns)));
        DataViewSchema.Column?[] needed = [.. columns.Cast<DataViewSchema.Column?>(), ids.Column, label, without];
        using var cursor = view.GetRowCursor(needed.OfType<DataViewSchema.Column>().DistinctBy(column => column.Index).ToList());
        var readId = ids.Reader(cursor);
        var isLeftOut = without is { } marks ? RowMarks.Of(marks).Reader(cursor) : static () => false;
        var readLabel = label is { } labels ? ColumnText.Reader(cursor, "label", labels) : static () => null;
        var writers = shards.ToDictionary(shard => shard.Key, shard => shard.Value.Rows.Writer(cursor));
        while (cursor.MoveNextNamingFiles())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var hash = readId().Hash;
            var shard = ids.ShardOf(hash);
            if (!shards.TryGetValue(shard, out var rows) || isLeftOut()) continue;
            writers[shard]();
            rows.Ids.Add(hash);
            if (rows.Labels.Count < 2 && readLabel() is { } name) rows.Labels.Add(name);
        }
        return shards.ToDictionary(shard => shard.Key, shard => shard.Value.InOrder(label is not null, cancellationToken));
    }

    private sealed record Collected(StoredRows.Builder Rows)
    {
        public List<RowFingerprint> Ids { get; } = [];

        public HashSet<string> Labels { get; } = [];

        public ShardRows InOrder(bool knowsLabels, CancellationToken cancellationToken)
        {
            int[] order = [.. Enumerable.Range(0, Ids.Count).OrderBy(row => Ids[row])]; // a stable sort
            return new ShardRows(
                Rows.InOrder(order, cancellationToken), [.. order.Select(row => Ids[row])], knowsLabels ? [.. Labels] : null);
        }
    }
}
