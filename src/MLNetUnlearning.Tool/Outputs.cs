namespace MLNetUnlearning.Tool;

/// <summary>The files that a command makes. They are refused before any work is done where they may not be written.</summary>
internal static class Outputs
{
    public static Option<string?> Output { get; } = new("--output", "-o")
    {
        Description = "The file to write.",
        HelpName = "FILE",
    };

    /// <summary>The full path of a file to be written.</summary>
    /// <param name="path">As it was stated.</param>
    /// <param name="session">Says whether what is there may be replaced.</param>
    /// <param name="inputs">Files that the command reads, which it must not replace.</param>
    /// <exception cref="ToolException">The file is there, or its folder is not.</exception>
    public static string Checked(string path, Session session, params string[] inputs)
    {
        var full = Path.GetFullPath(path);
        if (inputs.Any(input => Path.GetFullPath(input) == full))
            throw ToolException.Usage($"'{path}' would replace what the command reads: state another --output.");
        if (Directory.Exists(full)) throw ToolException.Usage($"'{path}' is a folder: state the name of a file.");
        if (!session.Get(CommonOptions.Force) && File.Exists(full) && !session.Questions.Confirm($"'{path}' is there already. Replace it?"))
            throw ToolException.Usage($"'{path}' is there already: state another file, or --force to replace it.");
        ThrowIfNoFolder(path);
        return full;
    }

    /// <exception cref="ToolException">The folder of a file to be written is not there.</exception>
    public static void ThrowIfNoFolder(string path)
    {
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            throw ToolException.Usage(
                $"There is no folder '{Path.GetDirectoryName(path)}' to write '{Path.GetFileName(path)}' to: make it first.");
    }

    /// <summary>Writes files that belong together. If one cannot be written, those that were not there before are removed.</summary>
    public static void AllOrNone(IEnumerable<string?> paths, Action write)
    {
        string[] made = [.. paths.OfType<string>().Where(path => !File.Exists(path))];
        try
        {
            write();
        }
        catch
        {
            foreach (var path in made) File.Delete(path);
            throw;
        }
    }

    /// <summary>The name of a result beside its model: <c>a.zip</c> and "unlearned" give <c>a.unlearned.zip</c>.</summary>
    public static string Beside(string model, string what, string? extension = null) => Path.Combine(
        Path.GetDirectoryName(model) ?? "", $"{Path.GetFileNameWithoutExtension(model)}.{what}{extension ?? Path.GetExtension(model)}");
}
