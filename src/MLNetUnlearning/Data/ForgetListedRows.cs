using Microsoft.ML;

namespace MLNetUnlearning.Data;

/// <summary>The rows that bear certain ids.</summary>
internal sealed class ForgetListedRows : ForgetRequest
{
    private readonly string idColumnName;
    private readonly HashSet<string> ids;

    public ForgetListedRows(string idColumnName, IEnumerable<string> ids)
    {
        ArgumentException.ThrowIfNullOrEmpty(idColumnName);
        ArgumentNullException.ThrowIfNull(ids);
        (this.idColumnName, this.ids) = (idColumnName, ids.ToHashSet());
        if (this.ids.Count == 0) throw new ArgumentException("No ids: nothing to forget.", nameof(ids));
    }

    public override string ToString() => $"rows:{ids.Count} of {idColumnName}";

    internal override RowMarks Find(IDataView view, string labelColumnName)
    {
        var column = view.Schema.RequireColumn("id", idColumnName);
        var missing = new HashSet<string>(ids);
        foreach (var (_, id) in RowPass.Read(view, [column], row => ColumnText.Reader(row, "id", column)))
            if (id is not null) missing.Remove(id);
        return missing.Count == 0
            ? RowMarks.Of(column, "id", ids.Contains)
            : throw new InvalidOperationException(
                $"{missing.Count} of {ids.Count} ids are not in column '{idColumnName}': {NameList.Of(missing.Order(StringComparer.Ordinal))}.");
    }
}
