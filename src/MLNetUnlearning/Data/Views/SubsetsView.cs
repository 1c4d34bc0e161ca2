namespace MLNetUnlearning.Data;

/// <summary>Marked training rows, unseen rows and test rows in one view
/// after another, with a column that names the subset of each row.</summary>
internal sealed class SubsetsView : IDataView
{
    private readonly Lazy<long?> forgottenClass;

    public SubsetsView(
        IDataView marked, IDataView? unseen, IDataView? test, string labelColumnName, string forgetColumnName, string subsetColumnName)
    {
        Label = marked.Schema.RequireLabel(labelColumnName);
        Forget = marked.Schema.RequireForget(forgetColumnName);
        forgottenClass = new Lazy<long?>(() => ForgottenClass.Of(marked, Label, Forget));

        unseen?.Schema.RequireLabel(labelColumnName, "unseen rows");
        test?.Schema.RequireLabel(labelColumnName, "test rows");
        IDataView[] others = [.. new[] { unseen, test }.OfType<IDataView>()];
        DataViewSchema.Column[] shared =
        [
            .. marked.Schema.Where(column => !column.IsHidden && column.Name != forgetColumnName && column.Name != subsetColumnName
                && others.All(view => view.Schema.GetColumnOrNull(column.Name) is not null)),
        ];
        Parts = [new(marked, marked, Subset.Retain, shared, Label)];
        if (unseen is not null) Parts.Add(new(marked, unseen, Subset.Unseen, shared, Label));
        if (test is not null) Parts.Add(new(marked, test, Subset.Test, shared, Label));

        var builder = new DataViewSchema.Builder();
        foreach (var column in shared) builder.AddColumn(column.Name, column.Type, column.Annotations);
        var names = new LabelKeys(Subset.Names, TextDataViewType.Instance);
        builder.AddColumn(subsetColumnName, names.KeyType, names.Annotations);
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    internal DataViewSchema.Column Label { get; }

    internal DataViewSchema.Column Forget { get; }

    internal List<SubsetPart> Parts { get; }

    internal int SubsetIndex => Schema.Count - 1;

    /// <summary>What is to be said of the first part that has rows without a label; null if there is none. It costs a pass.</summary>
    internal string? Unlabeled() => Parts
        .Select(part => UnlabeledRows.Complaint(part.View, part.View.Schema[Label.Name], part.Rows))
        .FirstOrDefault(said => said is not null);

    /// <summary>The class that is left out of the test rows, or null.</summary>
    internal long? ClassLeavingTest => forgottenClass.Value;

    /// <summary>Unknown: a pass would have to find out whether a class is left out of the test rows.</summary>
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
            while (MovesOn())
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
            throw SchemaErrors.Inactive(column);
        if (typeof(TValue) != column.Type.RawType) throw SchemaErrors.WrongGetter<TValue>(column);
        return column.Index != view.SubsetIndex
            ? Following((part, rows) => part.Getter<TValue>(rows, column.Index))
            : (ValueGetter<TValue>)(Delegate)Following(SubsetGetter);
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
        var (isForgotten, forgottenKey) = (false, KeyOf(Subset.Forget));
        return (ref uint value) =>
        {
            getForget(ref isForgotten);
            value = isForgotten ? forgottenKey : key;
        };
    }

    /// <summary>Moves within the current part. What is wrong with a row of it is told with the name of the part.</summary>
    private bool MovesOn()
    {
        try
        {
            return current?.MoveNext() == true;
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidOperationException($"In the {view.Parts[partIndex].Rows}: {error.Message}", error);
        }
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
        var leaving = part.Name == Subset.Test ? view.ClassLeavingTest : null;
        var label = view.Schema[view.Label.Name].Index;
        if (leaving is not null && !active[label]) columns.Add(part.Column(label));
        current = part.View.GetRowCursor(columns);
        leaves = static () => false;
        if (leaving is null) return;
        var readClass = part.ClassReader(current, label);
        leaves = () => readClass() == leaving;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) current?.Dispose();
        current = null;
        base.Dispose(disposing);
    }
}
