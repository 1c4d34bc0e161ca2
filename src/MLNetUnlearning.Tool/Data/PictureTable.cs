namespace MLNetUnlearning.Tool.Data;

/// <summary>A CSV file with paths of pictures, relative to its folder, and a column of classes. All its columns become columns of the
/// rows, for <c>--forget Column=Value</c>.</summary>
internal sealed class PictureTable
{
    private readonly CsvFile table;
    private readonly TableColumns columns;
    private readonly string folder;

    /// <param name="table">The rows as text.</param>
    /// <param name="path">Their file.</param>
    /// <param name="plan">Names the columns.</param>
    /// <exception cref="ToolException">A column is missing or has a name that the tool needs, or a row has no path or no class.</exception>
    public PictureTable(CsvFile table, string path, DataPlan plan)
    {
        (this.table, columns) = (table, TableNames.Complete(plan.Columns, table.Header, path));
        folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        TableNames.ThrowIfTaken(table.Header, columns.Label, Path.GetFileName(path));
        foreach (var needed in new[] { columns.Path!, columns.Label! })
        {
            var at = table.Rows.FindIndex(row => string.IsNullOrWhiteSpace(row[Array.IndexOf(table.Header, needed)]));
            if (at >= 0) throw ToolException.WrongData($"Line {table.Lines[at]} of '{Path.GetFileName(path)}' has no '{needed}'.");
        }
    }

    public IDataView Load(PictureRows reader) => reader.Load(table.Header, table.Rows, columns.Path!, columns.Label!, folder);

    /// <summary>The pictures with their classes. None is opened.</summary>
    public IReadOnlyList<(string Path, string Class)> Files()
    {
        var (file, label) = (Array.IndexOf(table.Header, columns.Path), Array.IndexOf(table.Header, columns.Label));
        return [.. table.Rows.Select(row => (Path.Combine(folder, row[file]), row[label]))];
    }
}
