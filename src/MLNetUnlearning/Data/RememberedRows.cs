namespace MLNetUnlearning.Data;

/// <summary>What a training row is to a run.</summary>
internal enum RowKind
{
    /// <summary>A row to keep.</summary>
    Retain,

    /// <summary>A marked row.</summary>
    Forget,

    /// <summary>A row that an earlier request has forgotten and that is not marked now.</summary>
    ForgottenBefore,

    /// <summary>A marked row that the classifier was never trained on.</summary>
    NeverTrained,
}

/// <summary>What a classifier remembers of the rows that it was trained on and of those that it has forgotten.</summary>
/// <param name="Key">The key of the fingerprints; null: there are no rows, or the key is missing.</param>
/// <param name="KeyIdentity">Tells which key it is; null: there are no rows.</param>
/// <param name="Training">All rows that the classifier was ever trained on, also forgotten ones.</param>
/// <param name="Forgotten">The rows of all requests so far.</param>
/// <param name="IsComplete">Whether no other row was ever trained on. It is not so where the weights came from elsewhere.</param>
/// <param name="NumberOfUnknownForgottenRows">How many rows were forgotten that nobody can name any more.</param>
internal sealed record RememberedRows(
    FingerprintKey? Key, string? KeyIdentity, RowFingerprints Training, ForgottenRows Forgotten, bool IsComplete,
    int NumberOfUnknownForgottenRows = 0)
{
    /// <summary>Nothing is known of the rows: the weights came from elsewhere.</summary>
    public static RememberedRows Unknown { get; } = new(null, null, RowFingerprints.Empty, ForgottenRows.Empty, IsComplete: false);

    /// <summary>Whether there are rows whose key is missing.</summary>
    public bool LacksKey => Key is null && KeyIdentity is not null;

    /// <summary>How many rows were forgotten that nobody can name at present.</summary>
    public int Nameless => NumberOfUnknownForgottenRows + (LacksKey ? Forgotten.Count : 0);

    /// <summary>The rows of a first training.</summary>
    public static RememberedRows OfTraining(FingerprintKey? key, RowFingerprint[] rows)
    {
        var used = key ?? FingerprintKey.Create().OfLibrary();
        return new(used, used.Identity, RowFingerprints.Of(rows.Select(row => used.Of(row))), ForgottenRows.Empty, IsComplete: true);
    }

    /// <summary>The rows of a file, under a key if one is at hand.</summary>
    /// <exception cref="ArgumentException">The key is another one.</exception>
    public RememberedRows Under(FingerprintKey? fingerprintKey)
    {
        if (fingerprintKey is null || KeyIdentity is null) return this;
        return fingerprintKey.Identity == KeyIdentity
            ? this with { Key = fingerprintKey }
            : throw new ArgumentException(
                $"This is {fingerprintKey}; the classifier's rows are kept under fingerprint key {KeyIdentity}: give the key that belongs "
                + "to it.", nameof(fingerprintKey));
    }

    /// <summary>Says of each row whether it stays, is forgotten now, or was forgotten before. A marked row is always forgotten now; if it
    /// was forgotten before, it is forgotten again.</summary>
    /// <remarks>Of n equal training rows of which c were forgotten, n - c may stay. Which of the others were forgotten before, nobody can
    /// tell for certain: those with the class of a forgotten row; of these, those that an earlier request has marked; then unmarked ones,
    /// so
    /// that a request for an equal row is a new one. If most forgotten rows of the view are marked, the marks are those of before, and
    /// marked
    /// ones go first.</remarks>
    /// <param name="rows">The rows.</param>
    /// <param name="isGranted">Whether the marks are of requests that the classifier has granted, as in its evaluation.</param>
    public KnownRows Sort(ReadRows rows, bool isGranted = false)
    {
        RowKind[] kinds = [.. rows.Fingerprints.Select((_, row) => rows.Forget?[row] == true ? RowKind.Forget : RowKind.Retain)];
        var again = new HashSet<long>();
        if (Forgotten.Count == 0 || Key is not { } key) return new(rows, kinds, again);
        var keyed = Keyed(rows.Fingerprints);
        var known = Enumerable.Range(0, rows.Count).Where(row => Forgotten.CountOf(keyed[row]) > 0).GroupBy(row => keyed[row])
            .Select(equal => (Rows: equal.ToArray(), MayStay: Math.Max(0, Training.CountOf(equal.Key) - Forgotten.CountOf(equal.Key))))
            .Where(equal => equal.Rows.Length > equal.MayStay).ToArray();
        int[] certain = [.. known.Where(equal => equal.MayStay == 0).SelectMany(equal => equal.Rows)];
        var areOfBefore = isGranted || certain.Count(row => kinds[row] == RowKind.Forget) * 2 > certain.Length;
        foreach (var (equal, mayStay) in known)
        {
            var labelled = new Dictionary<RowFingerprint, int>();
            bool HasForgottenClass(int row)
            {
                var withClass = key.Of(rows.Fingerprints[row], rows.Classes[row]);
                return (labelled[withClass] = labelled.GetValueOrDefault(withClass) + 1) <= Forgotten.CountOfLabelled(withClass);
            }
            int Order(int row) => rows.MarkedEarlier?[row] == true ? 0 : kinds[row] == RowKind.Forget == areOfBefore ? 1 : 2;
            var before = equal.OrderBy(Order).Select(row => (Row: row, HasClass: HasForgottenClass(row))).ToArray()
                .OrderBy(each => each.HasClass ? 0 : 1).Take(equal.Length - mayStay);
            foreach (var (row, _) in before)
                if (kinds[row] == RowKind.Forget) again.Add(row);
                else kinds[row] = RowKind.ForgottenBefore;
        }
        return new(rows, kinds, again);
    }

    /// <summary>The numbers of the rows that the classifier was trained on.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="given">Training rows that are at hand, beside those that are remembered.</param>
    public long[] TrainedAmong(IReadOnlyList<RowFingerprint> rows, IReadOnlyList<RowFingerprint> given)
    {
        var own = given.ToHashSet();
        var among = Enumerable.Range(0, rows.Count).Where(row => own.Contains(rows[row])).Select(row => (long)row);
        return [.. Among(rows, trained: true).Union(among).Order()];
    }

    /// <summary>The numbers of the rows that the classifier was never trained on; none if nobody can know.</summary>
    public long[] NeverTrainedAmong(IReadOnlyList<RowFingerprint> rows) => IsComplete ? Among(rows, trained: false) : [];

    /// <summary>How many rows the classifier was trained on, has not forgotten, and are not among these; 0 if nobody can know.</summary>
    public int NumberAbsentFrom(KnownRows rows)
    {
        if (Key is null || !IsComplete || NumberOfUnknownForgottenRows > 0) return 0;
        var keyed = Keyed(rows.Read.Fingerprints);
        var there = rows.Of(RowKind.Retain).Concat(rows.Of(RowKind.Forget).Where(row => !rows.Again.Contains(row)))
            .CountBy(row => keyed[row])
            .Sum(equal => Math.Min(equal.Value, Math.Max(0, Training.CountOf(equal.Key) - Forgotten.CountOf(equal.Key))));
        return Math.Max(0, Training.Count - Forgotten.Count - there);
    }

    /// <summary>What is remembered after a run on these rows.</summary>
    public RememberedRows After(KnownRows rows)
    {
        // The caller has allowed to go on without knowing them.
        var known = LacksKey ? Unknown with { NumberOfUnknownForgottenRows = Nameless } : this;
        var key = known.Key ?? FingerprintKey.Create().OfLibrary();
        var keyed = rows.Read.Fingerprints.Select(row => key.Of(row)).ToArray();
        // Rows that are forgotten again are in the list of forgotten rows already.
        bool IsNew(int row) => rows.Kinds[row] == RowKind.Retain || rows.Kinds[row] == RowKind.Forget && !rows.Again.Contains(row);
        var counts = Enumerable.Range(0, keyed.Length).Where(IsNew).CountBy(row => keyed[row])
            .ToDictionary(row => row.Key, row => row.Value + known.Forgotten.CountOf(row.Key));
        var forgotten = rows.Of(RowKind.Forget).Where(row => !rows.Again.Contains(row)).Select(row => new ForgottenRow(
            keyed[row], key.Of(rows.Read.Fingerprints[row], rows.Read.Classes[(int)row]),
            key.Hide(rows.Read.Looks?[(int)row] ?? 0, keyed[row])));
        return known with
        {
            Key = key,
            KeyIdentity = key.Identity,
            Training = known.Training.WithAtLeast(counts),
            Forgotten = known.Forgotten.Plus(forgotten),
        };
    }

    /// <summary>The perceptual hashes of the forgotten rows; none if the key is missing.</summary>
    public IEnumerable<ulong> ForgottenLooks() =>
        Key is { } key ? Forgotten.Rows.Select(row => key.Hide(row.HiddenLook, row.Row)).Where(look => look != 0) : [];

    /// <summary>What is remembered after rows were admitted again on purpose.</summary>
    /// <exception cref="InvalidOperationException">Some of the rows were not forgotten.</exception>
    public RememberedRows Readmitting(ReadRows rows)
    {
        var seen = new Dictionary<RowFingerprint, int>();
        bool WasForgotten(RowFingerprint row) => Forgotten.CountOf(row) >= (seen[row] = seen.GetValueOrDefault(row) + 1);
        var keyed = Key is null ? [] : Keyed(rows.Fingerprints);
        long[] others = [.. Enumerable.Range(0, rows.Count).Where(row => Key is null || !WasForgotten(keyed[row]))
            .Select(row => (long)row)];
        if (others.Length > 0)
            throw new InvalidOperationException(
                $"{others.Length} of {rows.Count} rows are not among those that the classifier has forgotten. Rows, counted from 0: "
                + $"{NameList.OfRows(others)}. Give exactly the rows that come back.");
        var back = keyed.Select((row, index) => (row, Key!.Of(rows.Fingerprints[index], rows.Classes[index])));
        return this with { Forgotten = Forgotten.Without(back) };
    }

    private RowFingerprint[] Keyed(IReadOnlyList<RowFingerprint> rows) => [.. rows.Select(row => Key!.Of(row))];

    private long[] Among(IReadOnlyList<RowFingerprint> rows, bool trained)
    {
        if (Key is null) return [];
        var keyed = Keyed(rows);
        return [.. Enumerable.Range(0, rows.Count).Where(row => Training.CountOf(keyed[row]) > 0 == trained).Select(row => (long)row)];
    }
}

/// <summary>Training rows, and what each is to a run.</summary>
/// <param name="Read">The rows.</param>
/// <param name="Kinds">What each row is.</param>
/// <param name="Again">The numbers of the rows to forget that were forgotten before.</param>
internal sealed record KnownRows(ReadRows Read, RowKind[] Kinds, IReadOnlySet<long> Again)
{
    /// <summary>How many rows the classifier was trained on, has not forgotten, and are not among these; 0 if nobody can know.</summary>
    public int Absent { get; init; }

    /// <summary>The numbers of the rows of a kind, in ascending order.</summary>
    public IEnumerable<long> Of(RowKind kind) =>
        Enumerable.Range(0, Kinds.Length).Where(row => Kinds[row] == kind).Select(row => (long)row);

    /// <summary>The numbers of the retained rows that look like forgotten ones, of this run or of earlier ones; none if nobody has looked.
    /// </summary>
    public long[] NearDuplicates(RememberedRows remembered, CancellationToken cancellationToken)
    {
        if (Read.Looks is not { } looks) return [];
        var retained = Of(RowKind.Retain).ToArray();
        var forgotten = Of(RowKind.Forget).Concat(Of(RowKind.ForgottenBefore)).Select(row => looks[(int)row]);
        var like = PerceptualHash.Like(
            [.. retained.Select(row => looks[(int)row])], forgotten.Concat(remembered.ForgottenLooks()), cancellationToken);
        return [.. like.Select(place => retained[place])];
    }

    /// <summary>How many rows are of a kind.</summary>
    public int Count(RowKind kind) => Kinds.Count(one => one == kind);
}
