namespace MLNetUnlearning.Features;

/// <summary>The features of rows by their ids, which are hashes under a key. It does not change; it is replaced by another.</summary>
internal sealed class FeatureTable
{
    /// <summary>The most bytes of features: 2 GiB, which are a million rows of 512 numbers.</summary>
    public const long MostBytes = int.MaxValue;

    private readonly RowFingerprint[] ids; // ascending
    private readonly float[] values; // a row after the other, in the order of the ids

    private FeatureTable(RowFingerprint[] ids, float[] values, int size, RowFingerprints forgotten) =>
        (this.ids, this.values, Size, Forgotten) = (ids, values, size, forgotten);

    /// <summary>No features.</summary>
    public static FeatureTable Empty { get; } = new([], [], 0, RowFingerprints.Empty);

    /// <summary>The number of rows.</summary>
    public int Count => ids.Length;

    /// <summary>How many numbers a row has; 0 where there are no rows.</summary>
    public int Size { get; }

    /// <summary>The ids whose features were deleted. They are not kept again.</summary>
    public RowFingerprints Forgotten { get; }

    /// <summary>The ids in ascending order.</summary>
    public IReadOnlyList<RowFingerprint> Ids => ids;

    /// <summary>All features, a row after the other.</summary>
    public ReadOnlySpan<float> Values => values;

    /// <summary>Puts together what a file holds.</summary>
    /// <exception cref="FormatException">An id is there twice, or has features and is among the forgotten ones.</exception>
    public static FeatureTable Of(RowFingerprints ids, float[] values, int size, RowFingerprints forgotten)
    {
        foreach (var list in new[] { ids, forgotten })
            for (var i = 1; i < list.Count; i++)
                if (list.Hashes[i] == list.Hashes[i - 1]) throw new FormatException($"id {i} is there twice.");
        if (ids.Hashes.Any(id => forgotten.CountOf(id) > 0)) throw new FormatException("the features of a forgotten id are there.");
        return new([.. ids.Hashes], values, size, forgotten);
    }

    /// <summary>Whether an id has features.</summary>
    public bool Holds(RowFingerprint id) => Array.BinarySearch(ids, id) >= 0;

    /// <summary>The features of an id; empty if it has none.</summary>
    public ReadOnlySpan<float> Find(RowFingerprint id) => Array.BinarySearch(ids, id) is var place && place >= 0 ? Row(place) : [];

    /// <summary>This one and more rows. Forgotten ids are left out; those that are there already get the new features.</summary>
    /// <param name="added">The features by id, all of one length: <see cref="Size"/>, unless there are no rows yet.</param>
    /// <exception cref="InvalidOperationException">They are too many.</exception>
    public FeatureTable With(IReadOnlyDictionary<RowFingerprint, float[]> added)
    {
        var fresh = added.Where(row => Forgotten.CountOf(row.Key) == 0).ToDictionary();
        if (fresh.Count == 0) return this;
        RowFingerprint[] all = [.. ids.Where(id => !fresh.ContainsKey(id)), .. fresh.Keys];
        var size = fresh.First().Value.Length;
        if ((long)all.Length * size * sizeof(float) > MostBytes)
            throw new InvalidOperationException(
                $"{all.Length} rows of {size} features take more than {MostBytes} bytes. Keep the features of fewer rows in a file.");
        Array.Sort(all);
        var combined = new float[all.Length * size];
        for (var i = 0; i < all.Length; i++)
            (fresh.TryGetValue(all[i], out var row) ? row : Find(all[i])).CopyTo(combined.AsSpan(i * size, size));
        return new(all, combined, size, Forgotten);
    }

    /// <summary>This one without some ids, which are forgotten from now on. The same features under another id go too: they are of the
    /// same picture, from before it was moved, say. A row that stays gets them again at the next fit.</summary>
    public FeatureTable Without(IReadOnlyCollection<RowFingerprint> forgotten)
    {
        var gone = forgotten.ToHashSet();
        int[] theirs = [.. gone.Select(id => Array.BinarySearch(ids, id)).Where(place => place >= 0)];
        var same = new SameRows([.. theirs.Select(place => Row(place).ToArray())]);
        int[] left = [.. Enumerable.Range(0, Count).Where(place => !gone.Contains(ids[place]) && !same.Hold(Row(place)))];
        var rest = new float[left.Length * Size];
        for (var i = 0; i < left.Length; i++) Row(left[i]).CopyTo(rest.AsSpan(i * Size, Size));
        return new(
            [.. left.Select(place => ids[place])], rest, left.Length == 0 ? 0 : Size,
            RowFingerprints.Of(gone.Union(Forgotten.Hashes)));
    }

    private ReadOnlySpan<float> Row(int place) => values.AsSpan(place * Size, Size);
}
