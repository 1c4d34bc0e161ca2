namespace MLNetUnlearning.Tool.Data;

/// <summary>A CSV file with paths of pictures, relative to its folder, and a column of classes. All its columns become columns of the
/// rows, for <c>--forget Column=Value</c>.</summary>
internal sealed class PictureTable(PictureRows reader)
{
    public IDataView Load(string path, DataPlan plan)
    {
        var (table, columns) = Read(path, plan);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return reader.Load(table.Header, table.Rows, columns.Path!, columns.Label!, folder);
    }

    /// <summary>The pictures with their classes. None is opened.</summary>
    public static IReadOnlyList<(string Path, string Class)> Files(string path, DataPlan plan)
    {
        var (table, columns) = Read(path, plan);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var (file, label) = (Array.IndexOf(table.Header, columns.Path), Array.IndexOf(table.Header, columns.Label));
        return [.. table.Rows.Select(row => (Path.Combine(folder, row[file]), row[label]))];
    }

    private static (CsvFile Table, TableColumns Columns) Read(string path, DataPlan plan)
    {
        var (table, name) = (CsvFile.Read(path), Path.GetFileName(path));
        var columns = TableNames.Complete(plan.Columns, table.Header, path);
        TableNames.ThrowIfTaken(table.Header, columns.Label, name);
        foreach (var needed in new[] { columns.Path!, columns.Label! })
        {
            var at = table.Rows.FindIndex(row => string.IsNullOrWhiteSpace(row[Array.IndexOf(table.Header, needed)]));
            if (at >= 0) throw ToolException.WrongData($"Line {table.Lines[at]} of '{name}' has no '{needed}'.");
        }
        return (table, columns);
    }
}
