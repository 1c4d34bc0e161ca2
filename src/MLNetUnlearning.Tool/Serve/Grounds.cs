namespace MLNetUnlearning.Tool.Serve;

/// <summary>The folders that the page may look into. Every path that a request names goes through <see cref="Find"/>: nothing outside these
/// folders is opened, whichever way a path leads there.</summary>
internal sealed class Grounds
{
    public const string ResultsFolder = "forgetting";

    private readonly string[] roots;

    /// <param name="folders">The folders as they were stated.</param>
    /// <exception cref="ToolException">One of them is not there.</exception>
    public Grounds(IEnumerable<string> folders) => roots =
    [
        .. folders.Select(folder => Directory.Exists(folder)
            ? RealPath.Find(Path.GetFullPath(folder))!
            : throw ToolException.Usage($"There is no folder '{folder}' to work in.")).Distinct(),
    ];

    /// <summary>The folders, without links. The first one gets the results.</summary>
    public IReadOnlyList<string> Roots => roots;

    public string Results => Path.Combine(roots[0], ResultsFolder);

    /// <summary>The full path of a file or folder inside, without links.</summary>
    /// <param name="path">Relative to the first folder, or a full path.</param>
    /// <returns>Null: it is not there, or it is outside.</returns>
    public string? Find(string? path)
    {
        if (string.IsNullOrEmpty(path) || path.Contains('\0')) return null;
        var real = RealPath.Find(Path.GetFullPath(path, roots[0]));
        return real is not null && roots.Any(root => IsInside(root, real)) ? real : null;
    }

    /// <summary>A path as the page shows it: relative to the only folder, or from the name of its folder.</summary>
    /// <param name="path">A full path, or the word for drawn pictures.</param>
    public string NameOf(string path)
    {
        if (path == DataCard.Drawn) return DataCard.DrawnName;
        var root = roots.FirstOrDefault(one => IsInside(one, path));
        if (root is null) return Shown.Of(Path.GetFileName(path));
        var name = Path.GetRelativePath(root, path);
        if (name == ".") return Shown.Of(Path.GetFileName(root));
        return Shown.Of(roots.Length == 1 ? name : Path.Combine(Path.GetFileName(root), name));
    }

    private static bool IsInside(string root, string path) =>
        path == root || path.StartsWith(root.EndsWith(Path.DirectorySeparatorChar) ? root : root + Path.DirectorySeparatorChar,
            StringComparison.Ordinal);
}
