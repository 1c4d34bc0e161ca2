using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Evaluation;

/// <summary>Marked training rows, unseen rows and test rows, one view after the other, with a column that says which is which.</summary>
internal sealed class SubsetsView : IDataView
{
    private readonly Lazy<long> forgottenClass;

    public SubsetsView(
        IDataView marked, IDataView? unseen, IDataView? test, string labelColumnName, string forgetColumnName, string subsetColumnName)
    {
        Label = marked.Schema.RequireColumn("label", labelColumnName);
        if (Label.Type is not KeyDataViewType)
            throw SchemaErrors.Mismatch("label", Label, "Key");
        Forget = marked.Schema.RequireColumn("forget", forgetColumnName);
        if (Forget.Type is not BooleanDataViewType)
            throw SchemaErrors.Mismatch("forget", Forget, "Boolean");
        forgottenClass = new Lazy<long>(() => ForgottenClass.Of(marked, Label, Forget));

        IDataView[] others = [.. new[] { unseen, test }.OfType<IDataView>()];
        foreach (var view in others)
            view.Schema.RequireColumn("label", labelColumnName);
        DataViewSchema.Column[] shared =
        [
            .. marked.Schema.Where(column => !column.IsHidden && column.Name != forgetColumnName && column.Name != subsetColumnName
                && others.All(view => view.Schema.GetColumnOrNull(column.Name) != null)),
        ];
        Parts = [new(marked, marked, Subset.Retain, shared, Label)];
        if (unseen != null)
            Parts.Add(new(marked, unseen, Subset.Unseen, shared, Label));
        if (test != null)
            Parts.Add(new(marked, test, Subset.Test, shared, Label));

        var builder = new DataViewSchema.Builder();
        foreach (var column in shared)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
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

    /// <summary>The class that leaves the test rows, or -1.</summary>
    internal long ClassLeavingTest => forgottenClass.Value;

    /// <summary>Unknown: it takes a pass to see whether a class leaves the test rows.</summary>
    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new bool[Schema.Count];
        foreach (var column in columnsNeeded)
            active[column.Index] = true;
        return new SubsetsCursor(this, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
