namespace MLNetUnlearning.Tool.Data;

/// <summary>A CSV file with paths of pictures, relative to its folder, and a column of classes. All its columns become columns of the
/// rows, for <c>--forget Column=Value</c>.</summary>
internal sealed class PictureTable(MLContext ml, Session session)
{
    public IDataView Load(string path, DataPlan plan)
    {
        var table = CsvFile.Read(path);
        var columns = TableNames.Complete(plan.Columns, table.Header, path);
        TableNames.ThrowIfTaken(table.Header, columns.Label, Path.GetFileName(path));
        foreach (var needed in new[] { columns.Path!, columns.Label! })
        {
            var at = table.Rows.FindIndex(row => string.IsNullOrWhiteSpace(row[Array.IndexOf(table.Header, needed)]));
            if (at >= 0) throw ToolException.WrongData($"Line {table.Lines[at]} of '{Path.GetFileName(path)}' has no '{needed}'.");
        }
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new PictureRows(ml, session).Load(table.Header, table.Rows, columns.Path!, columns.Label!, folder, plan.ImageSize);
    }
}
