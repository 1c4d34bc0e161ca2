using System.Text;
using MLNetUnlearning.Tool.Data;

namespace MLNetUnlearning.Tool;

/// <summary>The files that a command makes. They are refused before any work is done where they may not be written.</summary>
internal static class Outputs
{
    public static Option<string?> Output { get; } = new("--output", "-o")
    {
        Description = "The file to write.",
        HelpName = "FILE",
    };

    /// <summary>The options that name a file which a command reads.</summary>
    public static IReadOnlyList<Option<string?>> Inputs { get; } =
    [
        CommonOptions.Model, CommonOptions.Config, DataOptions.Data, DataOptions.TestData, Measured.ReferenceFile, Measured.OriginalFile,
        RecordOptions.Key,
    ];

    /// <summary>The full path of a file to be written.</summary>
    /// <param name="path">As it was stated.</param>
    /// <param name="session">Says whether what is there may be replaced.</param>
    /// <param name="inputs">Files that the command reads, which it must not replace.</param>
    /// <exception cref="ToolException">The file is there, its folder is not, or the command reads or writes it already.</exception>
    public static string Checked(string path, Session session, params string[] inputs)
    {
        var full = Claimed(path, path, session, inputs);
        if (Directory.Exists(full)) throw ToolException.Usage($"'{path}' is a folder: state the name of a file.");
        ThrowIfThere(path, File.Exists(full), session);
        ThrowIfNoFolder(path);
        return full;
    }

    /// <summary>The full path of a page to be written. Beside it lies the folder <see cref="FolderOf"/>.</summary>
    /// <inheritdoc cref="Checked"/>
    public static string CheckedPage(string path, Session session, params string[] inputs)
    {
        var full = Checked(path, session, inputs);
        var folder = Claimed(FolderOf(path), path, session, inputs);
        if (File.Exists(folder))
            throw ToolException.Usage(
                $"'{FolderOf(path)}' is a file; the figures of '{path}' go into a folder of that name: state another.");
        var holdsFiles = Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();
        if (!File.Exists(full)) ThrowIfThere(FolderOf(path), holdsFiles, session); // who replaces a page replaces its figures
        return full;
    }

    /// <summary>The full path of a classifier to be written. Beside it lies its key, <see cref="KeyOf"/>.</summary>
    /// <inheritdoc cref="Checked"/>
    public static string CheckedModel(string path, Session session, params string[] inputs)
    {
        var full = Checked(path, session, inputs);
        var key = Claimed(KeyOf(path), path, session, inputs);
        // The library keeps the keys that are there. What is no key is refused now, and not after a run of hours.
        if (File.Exists(key)) _ = new MLContext().Unlearning().LoadFingerprintKeys(key);
        return full;
    }

    /// <summary>The folder with the figures of a page: <c>r.data</c> beside <c>r.html</c>.</summary>
    public static string FolderOf(string page) => Path.ChangeExtension(page, ".data");

    /// <summary>The file with the key of a classifier's rows: <c>a.zip.key</c> beside <c>a.zip</c>.</summary>
    public static string KeyOf(string model) => model + ".key";

    /// <exception cref="ToolException">The folder of a file to be written is not there.</exception>
    public static void ThrowIfNoFolder(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            throw ToolException.Usage(
                $"There is no folder '{Path.GetDirectoryName(path)}' to write '{Path.GetFileName(path)}' to: make it first.");
        ThrowIfReadOnly(folder);
    }

    /// <exception cref="ToolException">Nothing can be written to a folder or, if it is not there, to the one above it.</exception>
    public static void ThrowIfReadOnly(string folder)
    {
        var there = Path.GetFullPath(folder);
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } above) there = above;
        try
        {
            File.Create(Path.Combine(there, $".{Guid.NewGuid():N}.tmp"), 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw ToolException.Usage($"Nothing can be written to '{there}': {error.Message} State another folder.");
        }
    }

    /// <summary>Writes files and folders that belong together. If one cannot be written, those that were not there before are
    /// removed.</summary>
    public static void AllOrNone(IEnumerable<string?> paths, Action write)
    {
        string[] made = [.. paths.OfType<string>().Where(path => !Path.Exists(path))];
        try
        {
            write();
        }
        catch
        {
            foreach (var path in made)
                if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
                else File.Delete(path);
            throw;
        }
    }

    /// <summary>Writes a short file that is whole whenever it is there. If there is one already, it stays.</summary>
    public static void WriteIfNone(string path, string text)
    {
        if (File.Exists(path)) return;
        try
        {
            WholeFile.Write(path, Encoding.UTF8.GetBytes(text), overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // another process was faster
        }
    }

    /// <summary>The name of a result beside its model: <c>a.zip</c> and "unlearned" give <c>a.unlearned.zip</c>.</summary>
    public static string Beside(string model, string what, string? extension = null) => Path.Combine(
        Path.GetDirectoryName(model) ?? "", $"{Path.GetFileNameWithoutExtension(model)}.{what}{extension ?? Path.GetExtension(model)}");

    /// <summary>The full path of a file or folder that this command alone writes, and that it does not read.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="stated">What the user stated that it belongs to.</param>
    /// <param name="session">Knows what else the command reads and writes.</param>
    /// <param name="inputs">What else the command reads.</param>
    private static string Claimed(string path, string stated, Session session, string[] inputs)
    {
        var full = Path.GetFullPath(path);
        var read = inputs.Concat(session.Inputs).SelectMany(input => new[] { input, KeyOf(input) });
        if (read.Select(RealPath.Of).Contains(RealPath.Of(full), RealPath.Comparer))
            throw ToolException.Usage($"'{stated}' would replace what the command reads: state another file to write.");
        return session.Claim(full)
            ? full
            : throw ToolException.Usage($"'{stated}' is in the place of something else that the command writes: state another name.");
    }

    /// <exception cref="ToolException">A file is there, and may not be replaced.</exception>
    public static void ThrowIfThere(string path, bool isThere, Session session)
    {
        if (isThere && !session.Get(CommonOptions.Force) && !session.Questions.Confirm($"'{path}' is there already. Replace it?"))
            throw ToolException.Usage($"'{path}' is there already: state another file, or --force to replace it.");
    }
}
