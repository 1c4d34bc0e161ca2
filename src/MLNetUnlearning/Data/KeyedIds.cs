namespace MLNetUnlearning.Data;

/// <summary>Reads the ids of rows, such as a customer or a photo, as text and as a hash under a key. Without the key, the hash tells
/// nothing.</summary>
/// <param name="column">The id column.</param>
/// <param name="key">The key.</param>
internal class KeyedIds(DataViewSchema.Column column, FingerprintKey key)
{
    /// <summary>What messages call the column.</summary>
    public const string Role = "id";

    public DataViewSchema.Column Column => column;

    /// <summary>Returns a function that gives the id of the current row, as text and as hash.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is of a type that is no id.</exception>
    public Func<(string Text, RowFingerprint Hash)> Reader(DataViewRow row)
    {
        var text = TextReader(row);
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

    /// <summary>Returns a function that gives the id of the current row as text; null if it is missing.</summary>
    protected virtual Func<string?> TextReader(DataViewRow row) => ColumnText.IdReader(row, column);
}

/// <summary>How many rows an id has in a view.</summary>
/// <param name="Hash">The id as a hash under the key.</param>
/// <param name="Text">The id.</param>
internal sealed record IdRows(RowFingerprint Hash, string Text)
{
    /// <summary>Its rows.</summary>
    public int Count { get; set; }

    /// <summary>Those that are to be forgotten.</summary>
    public int Marked { get; set; }
}
