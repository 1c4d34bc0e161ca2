namespace MLNetUnlearning.Tool.Data;

/// <summary>What the columns of a CSV file are, by their usual names or as stated.</summary>
internal static class TableNames
{
    private static readonly string[] PathNames = ["path", "image", "imagepath", "image_path", "file", "filename"];
    private static readonly string[] LabelNames = ["label", "class"], IdNames = ["id"], GroupNames = ["group"];
    private static readonly string[] Taken =
    [
        "Features", "Pixels", "Cells", PhotoFeatures.Id, PhotoFeatures.Picture, "Forget", "ForgetRequests", "Score", "PredictedLabel",
        "Subset",
    ];

    /// <summary>Whether a header names paths of pictures.</summary>
    public static bool HasPaths(string[] header) => Usual(header, PathNames) is not null;

    /// <summary>The columns of a table, where they are not stated: by their usual names, whatever the case. Of a table of pictures the
    /// paths too.</summary>
    /// <exception cref="ToolException">A column that is needed is not there.</exception>
    public static TableColumns Complete(TableColumns stated, string[] header, string data)
    {
        string Known(string name, string option) => header.Contains(name) ? name : throw ToolException.WrongData(
            $"'{Path.GetFileName(data)}' has no column '{name}' ({option}); it has {string.Join(", ", header)}.");
        string Needed(string? name, string[] usual, string option, string what) =>
            name is not null ? Known(name, option) : Usual(header, usual) ?? throw ToolException.WrongData(
                $"'{Path.GetFileName(data)}' has no column of {what} ({string.Join(", ", usual)}): name one of {string.Join(", ", header)} "
                + $"by {option}.");
        return new TableColumns
        {
            Path = stated.Path is { } path ? Known(path, "--path-column") : Usual(header, PathNames),
            Label = Needed(stated.Label, LabelNames, "--label-column", "classes"),
            Id = stated.Id is { } id ? Known(id, "--id-column") : Usual(header, IdNames),
            Group = stated.Group is { } group ? Known(group, "--group-column") : Usual(header, GroupNames),
        };
    }

    /// <exception cref="ToolException">A column has a name that the tool needs for one of its own.</exception>
    public static void ThrowIfTaken(string[] header, string? label, string file)
    {
        if (header.FirstOrDefault(name => Taken.Contains(name) || (name == "Label" && label != name)) is { } taken)
            throw ToolException.WrongData($"'{file}' has a column '{taken}', a name that the tool needs: rename it.");
    }

    private static string? Usual(string[] header, string[] names) =>
        header.FirstOrDefault(name => names.Contains(name, StringComparer.OrdinalIgnoreCase));
}
