namespace MLNetUnlearning.Tool.Data;

/// <summary>A CSV file with paths of pictures, relative to its folder, and a column of classes. All its columns become columns of the
/// rows, for <c>--forget Column=Value</c>.</summary>
internal sealed class PictureTable(PictureRows reader)
{
    private static readonly string[] PathNames = ["path", "image", "imagepath", "image_path", "file", "filename"];
    private static readonly string[] LabelNames = ["label", "class"], IdNames = ["id"], GroupNames = ["group"];
    private static readonly string[] Taken =
        ["Features", "Pixels", "Cells", PhotoFeatures.Id, "Forget", "ForgetRequests", "Score", "PredictedLabel", "Subset"];

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
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return reader.Load(table.Header, table.Rows, columns.Path!, columns.Label!, folder);
    }

    /// <summary>The pictures with their classes. None is opened.</summary>
    public static IReadOnlyList<(string Path, string Class)> Files(string path, DataPlan plan)
    {
        var table = CsvFile.Read(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var (file, label) = (Array.IndexOf(table.Header, plan.Columns.Path), Array.IndexOf(table.Header, plan.Columns.Label));
        return [.. table.Rows.Select(row => (Path.Combine(folder, row[file]), row[label]))];
    }
}
