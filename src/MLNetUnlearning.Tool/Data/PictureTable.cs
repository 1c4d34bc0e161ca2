namespace MLNetUnlearning.Tool.Data;

/// <summary>A CSV file with paths of pictures, relative to its folder, and a column of classes. All its columns become columns of the
/// rows, for <c>--forget Column=Value</c>.</summary>
internal sealed class PictureTable(MLContext ml, Session session)
{
    private static readonly string[] PathNames = ["path", "image", "imagepath", "image_path", "file", "filename"];
    private static readonly string[] LabelNames = ["label", "class"], IdNames = ["id"], GroupNames = ["group"];
    private static readonly string[] Taken =
        ["Features", "Pixels", "Cells", "Forget", "ForgetRequests", "Score", "PredictedLabel", "Subset"];

    /// <summary>The columns of a table, where they are not stated: by their usual names, whatever the case.</summary>
    /// <exception cref="ToolException">A column that is needed is not there.</exception>
    public static TableColumns Complete(TableColumns stated, string[] header, string data)
    {
        string? Usual(string[] names) => header.FirstOrDefault(name => names.Contains(name, StringComparer.OrdinalIgnoreCase));
        string Known(string name, string option) => header.Contains(name) ? name : throw ToolException.WrongData(
            $"'{Path.GetFileName(data)}' has no column '{name}' ({option}); it has {string.Join(", ", header)}.");
        string Needed(string? name, string[] usual, string option, string what) =>
            name is not null ? Known(name, option) : Usual(usual) ?? throw ToolException.WrongData(
                $"'{Path.GetFileName(data)}' has no column of {what} ({string.Join(", ", usual)}): name one of {string.Join(", ", header)} "
                + $"by {option}.");
        return new TableColumns
        {
            Path = Needed(stated.Path, PathNames, "--path-column", "paths"),
            Label = Needed(stated.Label, LabelNames, "--label-column", "classes"),
            Id = stated.Id is { } id ? Known(id, "--id-column") : Usual(IdNames),
            Group = stated.Group is { } group ? Known(group, "--group-column") : Usual(GroupNames),
        };
    }

    public IDataView Load(string path, DataPlan plan)
    {
        var table = CsvFile.Read(path);
        var columns = Complete(plan.Columns, table.Header, path);
        if (table.Header.FirstOrDefault(name => Taken.Contains(name) || (name == "Label" && columns.Label != name)) is { } taken)
            throw ToolException.WrongData($"'{Path.GetFileName(path)}' has a column '{taken}', a name that the tool needs: rename it.");
        foreach (var needed in new[] { columns.Path!, columns.Label! })
        {
            var at = table.Rows.FindIndex(row => string.IsNullOrWhiteSpace(row[Array.IndexOf(table.Header, needed)]));
            if (at >= 0) throw ToolException.WrongData($"Line {table.Lines[at]} of '{Path.GetFileName(path)}' has no '{needed}'.");
        }
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new PictureRows(ml, session).Load(table.Header, table.Rows, columns.Path!, columns.Label!, folder, plan.ImageSize);
    }
}
