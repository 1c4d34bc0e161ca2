using MLNetUnlearning.Data;

namespace MLNetUnlearning.Sharding;

/// <summary>The ids that a sharded model was fitted on and those that it has forgotten, each as a hash under the model's key.</summary>
/// <param name="Trained">The id of every row: an id counts as often as it has rows.</param>
/// <param name="Forgotten">The ids whose rows were all forgotten, once each.</param>
internal sealed record KnownIds(RowFingerprints Trained, RowFingerprints Forgotten)
{
    /// <summary>What to do about marked rows, or why it cannot be done.</summary>
    /// <param name="rows">The ids of the rows, with how many rows they have and how many are marked.</param>
    /// <param name="forgetColumnName">The column of the marks.</param>
    /// <returns>The ids that lose rows.</returns>
    /// <exception cref="InvalidOperationException">The rows are not those that the model was fitted on, no row is marked, or no row would
    /// remain.</exception>
    public IReadOnlyList<IdRows> Check(IReadOnlyCollection<IdRows> rows, string forgetColumnName)
    {
        var before = rows.Where(id => Trained.CountOf(id.Hash) == 0 && Forgotten.CountOf(id.Hash) > 0).ToList();
        Refuse(
            before.Where(id => id.Marked < id.Count), id => id.Count - id.Marked,
            "were forgotten before: leave their rows out, or mark them too");
        var present = rows.Except(before).ToList();
        Refuse(
            present.Where(id => Trained.CountOf(id.Hash) == 0), id => id.Count,
            "are none that the model was fitted on. Forgetting takes the rows of the fit, with the marked ones among them; "
            + "to learn new rows, fit anew");
        Refuse(
            present.Where(id => Trained.CountOf(id.Hash) < id.Count), id => id.Count - Trained.CountOf(id.Hash),
            "have more rows than the model was fitted on. If a part of their rows was forgotten before, leave these out: marks do not tell "
            + "them from others of the same id");
        var missing = Trained.Count - present.Sum(id => id.Count);
        if (missing > 0)
            throw new InvalidOperationException(
                $"{missing} of the {Trained.Count} rows that the model was fitted on are missing. Forgetting takes all of them, with the "
                + "rows to forget marked and not deleted: shards that lose rows are fitted on the others.");
        List<IdRows> losing = [.. present.Where(id => id.Marked > 0)];
        if (losing.Count == 0)
            throw new InvalidOperationException(before.Count > 0
                ? $"No row is to be forgotten: the {before.Count} marked ids were forgotten before."
                : $"No row is to be forgotten: column '{forgetColumnName}' is false in all {rows.Sum(id => id.Count)} rows.");
        if (present.All(id => id.Marked == id.Count))
            throw new InvalidOperationException($"No row would remain: all {Trained.Count} rows are to be forgotten.");
        return losing;
    }

    /// <summary>What is known once these have lost their marked rows.</summary>
    public KnownIds Without(IReadOnlyCollection<IdRows> present, IReadOnlyCollection<IdRows> losing) => new(
        RowFingerprints.Of(present.SelectMany(id => Enumerable.Repeat(id.Hash, id.Count - id.Marked))
            .Where(hash => Trained.CountOf(hash) > 0)),
        RowFingerprints.Of([.. Forgotten.Hashes, .. losing.Where(id => id.Marked == id.Count).Select(id => id.Hash)]));

    private static void Refuse(IEnumerable<IdRows> wrong, Func<IdRows, int> rows, string why)
    {
        var all = wrong.ToList();
        if (all.Count == 0) return;
        throw new InvalidOperationException(
            $"{all.Sum(rows)} rows of {all.Count} ids {why}. The ids: {NameList.Of(all.Select(id => id.Text))}.");
    }
}
