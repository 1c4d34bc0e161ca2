namespace MLNetUnlearning.Data;

/// <summary>Marked training rows, unseen rows and test rows in one view
/// after another, with a column that names the subset of each row.</summary>
internal sealed class SubsetsView : IDataView
{
    private readonly Lazy<MarkedRows> survey;

    /// <summary>Joins views. <paramref name="forgottenBefore"/> reads the marked view and gives the positions of the rows that the
    /// classifier has forgotten; null: there are none.</summary>
    public SubsetsView(
        IDataView marked, IDataView? unseen, IDataView? test, string labelColumnName, string forgetColumnName, string subsetColumnName,
        Func<IDataView, IReadOnlySet<long>>? forgottenBefore = null)
    {
        Label = marked.Schema.RequireColumn("label", labelColumnName);
        if (Label.Type is not KeyDataViewType) throw SchemaErrors.Mismatch("label", Label, "Key");
        Forget = marked.Schema.RequireForget(forgetColumnName);
        Requests = RequestColumn.Of(marked.Schema, forgetColumnName);
        survey = new(() => MarkedRows.Read(marked, Label, Forget, forgottenBefore));

        IDataView[] others = [.. new[] { unseen, test }.OfType<IDataView>()];
        foreach (var view in others) view.Schema.RequireColumn("label", labelColumnName);
        DataViewSchema.Column[] shared =
        [
            .. marked.Schema.Where(column => !column.IsHidden && column.Name != forgetColumnName && column.Name != subsetColumnName
                && column.Index != Requests?.Column.Index
                && others.All(view => view.Schema.GetColumnOrNull(column.Name) is not null)),
        ];
        Parts = [new(marked, marked, Subset.Retain, shared, Label)];
        if (unseen is not null) Parts.Add(new(marked, unseen, Subset.Unseen, shared, Label));
        if (test is not null) Parts.Add(new(marked, test, Subset.Test, shared, Label));

        var builder = new DataViewSchema.Builder();
        foreach (var column in shared) builder.AddColumn(column.Name, column.Type, column.Annotations);
        var names = new LabelKeys(Subset.Names, TextDataViewType.Instance);
        builder.AddColumn(subsetColumnName, names.KeyType, names.Annotations);
        SubsetIndex = shared.Length;
        if (Requests?.Column is { } requests) builder.AddColumn(requests.Name, requests.Type, requests.Annotations);
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    internal DataViewSchema.Column Label { get; }

    internal DataViewSchema.Column Forget { get; }

    internal List<SubsetPart> Parts { get; }

    internal int SubsetIndex { get; }

    /// <summary>The column that says which request marked a row. It follows the subset; null: the marked view has none.</summary>
    internal RequestColumn? Requests { get; }

    /// <summary>The column of requests that follows a subset column of such a view, also after other steps; null if there is
    /// none.</summary>
    internal static RequestColumn? RequestsAfter(DataViewSchema.Column subset, DataViewSchema schema) =>
        subset.Index + 1 < schema.Count ? RequestColumn.From(schema[subset.Index + 1]) : null;

    /// <summary>What a pass over the marked view has found out.</summary>
    internal MarkedRows Survey => survey.Value;

    /// <summary>Unknown: a pass would have to find out whether classes are left out of the test rows.</summary>
    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new SubsetsCursor(this, Schema.Active(columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}

/// <summary>Reads the parts of a <see cref="SubsetsView"/> one after the other. Only one of their cursors is open at a time.</summary>
internal sealed class SubsetsCursor(SubsetsView view, bool[] active) : DataViewRowCursor
{
    private int partIndex = -1;
    private long position = -1;
    private DataViewRowCursor? current;
    private Func<bool> leaves = static () => false;

    public override DataViewSchema Schema => view.Schema;

    public override long Position => position;

    public override long Batch => 0;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)position, 0);

    public override bool MoveNext()
    {
        while (partIndex < view.Parts.Count)
        {
            while (current?.MoveNext() == true)
            {
                if (leaves()) continue;
                position++;
                return true;
            }
            OpenNextPart();
        }
        position = -1;
        return false;
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new ArgumentException($"Column '{column.Name}' is not active in the cursor.", nameof(column));
        if (typeof(TValue) != column.Type.RawType) throw SchemaErrors.WrongGetter<TValue>(column);
        if (column.Index == view.SubsetIndex) return (ValueGetter<TValue>)(Delegate)Following(SubsetGetter);
        if (column.Index > view.SubsetIndex) return (ValueGetter<TValue>)(Delegate)Following(RequestsGetter);
        return Following((part, rows) => part.Getter<TValue>(rows, column.Index));
    }

    /// <summary>A getter that is renewed whenever the cursor enters another part.</summary>
    private ValueGetter<T> Following<T>(Func<SubsetPart, DataViewRow, ValueGetter<T>> make)
    {
        ValueGetter<T>? getter = null;
        var madeFor = -1;
        return (ref T value) =>
        {
            if (current is null) throw new InvalidOperationException("The cursor is not at a row: call MoveNext first.");
            if (madeFor != partIndex) (getter, madeFor) = (make(view.Parts[partIndex], current), partIndex);
            getter!(ref value);
        };
    }

    private ValueGetter<uint> SubsetGetter(SubsetPart part, DataViewRow rows)
    {
        var key = KeyOf(part.Name);
        if (part != view.Parts[0]) return (ref uint value) => value = key;
        var getForget = rows.GetGetter<bool>(view.Forget);
        var (isForgotten, forgottenKey, beforeKey) = (false, KeyOf(Subset.Forget), KeyOf(Subset.ForgottenBefore));
        var before = view.Survey.ForgottenBefore;
        return (ref uint value) =>
        {
            getForget(ref isForgotten);
            value = isForgotten ? forgottenKey : before.Contains(rows.Position) ? beforeKey : key;
        };
    }

    private ValueGetter<VBuffer<bool>> RequestsGetter(SubsetPart part, DataViewRow rows)
    {
        var column = view.Requests!.Column;
        if (part == view.Parts[0]) return rows.GetGetter<VBuffer<bool>>(column);
        var none = new VBuffer<bool>(view.Requests.Names.Count, 0, [], []);
        return (ref VBuffer<bool> value) => none.CopyTo(ref value);
    }

    private static uint KeyOf(string subset) => KeyIndex.ToKey(Subset.Names.TakeWhile(name => name != subset).Count());

    private void OpenNextPart()
    {
        current?.Dispose();
        current = null;
        if (++partIndex == view.Parts.Count) return;
        var part = view.Parts[partIndex];
        var columns = Enumerable.Range(0, view.SubsetIndex).Where(index => active[index]).Select(part.Column).ToList();
        if (partIndex == 0 && active[view.SubsetIndex]) columns.Add(view.Forget);
        if (partIndex == 0 && view.Requests is { } requests && active[view.SubsetIndex + 1]) columns.Add(requests.Column);
        var leaving = part.Name == Subset.Test ? view.Survey.ClassesLeavingTest : new HashSet<long>();
        var label = view.Schema[view.Label.Name].Index;
        if (leaving.Count > 0 && !active[label]) columns.Add(part.Column(label));
        current = part.View.GetRowCursor(columns);
        leaves = static () => false;
        if (leaving.Count == 0) return;
        var readClass = part.ClassReader(current, label);
        leaves = () => leaving.Contains(readClass());
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) current?.Dispose();
        current = null;
        base.Dispose(disposing);
    }
}

/// <summary>What a pass over marked training rows finds out.</summary>
/// <param name="ForgottenBefore">The positions of the rows that were forgotten before, counted from 0.</param>
/// <param name="ClassesLeavingTest">The classes that a model without the forgotten rows cannot predict: none of their training rows
/// stays.</param>
internal sealed record MarkedRows(IReadOnlySet<long> ForgottenBefore, IReadOnlySet<long> ClassesLeavingTest)
{
    public static MarkedRows Read(
        IDataView marked, DataViewSchema.Column label, DataViewSchema.Column forget, Func<IDataView, IReadOnlySet<long>>? forgottenBefore)
    {
        var (forgotten, retained) = (new HashSet<long>(), new HashSet<long>());
        var before = forgottenBefore?.Invoke(marked) ?? new HashSet<long>();
        using var cursor = marked.GetRowCursor([label, forget]);
        var readClass = KeyIndex.Reader(cursor, label);
        var getForget = cursor.GetGetter<bool>(forget);
        var isForgotten = false;
        while (cursor.MoveNext())
        {
            getForget(ref isForgotten);
            (isForgotten || before.Contains(cursor.Position) ? forgotten : retained).Add(readClass());
        }
        // A class whose rows were forgotten and then deleted has no training row here at all.
        var gone = Enumerable.Range(0, LabelKeys.Read(label).Count).Select(index => (long)index).Where(index => !retained.Contains(index));
        return new MarkedRows(before, (forgottenBefore is null ? ForgottenClasses.Of(forgotten, retained) : gone).ToHashSet());
    }
}
