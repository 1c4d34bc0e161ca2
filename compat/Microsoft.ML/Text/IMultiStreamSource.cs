namespace Microsoft.ML.Data;

/// <summary>Where a loader reads from: a number of files, or of anything else that can be opened again and again.</summary>
public interface IMultiStreamSource
{
    int Count { get; }

    string GetPathOrNull(int index);

    Stream Open(int index);

    TextReader OpenTextReader(int index);
}

/// <summary>Files, each by its path or several by a pattern (<c>*</c> and <c>?</c> in the file's name).</summary>
public sealed class MultiFileSource : IMultiStreamSource
{
    private readonly string[] _paths;

    public MultiFileSource(params string[] paths) => _paths = [.. (paths ?? []).SelectMany(Expand)];

    public int Count => _paths.Length;

    public string GetPathOrNull(int index) =>
        (uint)index < (uint)_paths.Length ? _paths[index] : throw new ArgumentOutOfRangeException(nameof(index));

    public Stream Open(int index)
    {
        string path = GetPathOrNull(index);
        try {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException) {
            throw new IOException($"Could not open file '{path}'. Error is: {exception.Message}", exception);
        }
    }

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));

    private static IEnumerable<string> Expand(string path)
    {
        string name = Path.GetFileName(path);
        if (!name.AsSpan().ContainsAny('*', '?'))
            return [path];
        string folder = Path.GetDirectoryName(path);
        string searched = folder.Length == 0 ? "." : folder;
        return Directory.Exists(searched)
            ? Directory.EnumerateFiles(searched, name).Select(file => Path.Combine(folder, Path.GetFileName(file))).Order(StringComparer.OrdinalIgnoreCase)
            : [];
    }
}
