using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Data;

/// <summary>Every row of one class.</summary>
internal sealed class ForgetClass : ForgetRequest
{
    private readonly string name;

    public ForgetClass(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, "label");
        this.name = name;
    }

    public override string ToString() => $"class:{name}";

    internal override RowMarks Find(IDataView view, string labelColumnName)
    {
        var label = view.Schema.RequireColumn("label", labelColumnName);
        // Key values name classes without a pass, and a class may have no rows in this view.
        if (label.Type is KeyDataViewType) ThrowIfUnknown(LabelKeys.Read(label).Names, labelColumnName);
        var names = RowPass.Read(view, [label], row => ColumnText.Reader(row, "label", label)).Select(row => row.Value).OfType<string>().ToHashSet();
        if (label.Type is not KeyDataViewType) ThrowIfUnknown(names.Order(StringComparer.Ordinal), labelColumnName);
        return names.Contains(name)
            ? RowMarks.Of(label, "label", text => text == name)
            : throw new InvalidOperationException($"Nothing to forget: no row is of class '{name}'.");
    }

    private void ThrowIfUnknown(IEnumerable<string> known, string labelColumnName)
    {
        if (!known.Contains(name))
            throw new InvalidOperationException($"Column '{labelColumnName}' has no class '{name}'. Its classes are: {NameList.Of(known)}.");
    }
}
