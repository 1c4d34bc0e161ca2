namespace MLNetUnlearning.Tool;

/// <summary>Paths with every link in them followed, so that two names of one file are known for the same.</summary>
internal static class RealPath
{
    private const int MostLinks = 40; // more are a circle

    /// <summary>How paths are compared: many file systems of Windows and macOS take a small letter for the same as a large one.</summary>
    public static StringComparer Comparer { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>The real path of what is there, and the stated rest of what is not.</summary>
    public static string Of(string path)
    {
        var (there, rest) = (Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), new Stack<string>());
        while (true)
        {
            if (Find(there) is { } found) return Path.Combine([found, .. rest]);
            if (Path.GetDirectoryName(there) is not { } above) return Path.GetFullPath(path);
            rest.Push(Path.GetFileName(there));
            there = above;
        }
    }

    /// <summary>The real path of a file or folder; null: there is nothing.</summary>
    /// <param name="full">A full path.</param>
    public static string? Find(string full)
    {
        try
        {
            var (real, links) = (Path.GetPathRoot(full)!, 0);
            var parts = new Stack<string>(Steps(full, real));
            while (parts.TryPop(out var part))
            {
                var next = Path.Combine(real, part);
                FileSystemInfo info = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
                if (!info.Exists) return null;
                if (info.LinkTarget is not { } target)
                {
                    real = next;
                    continue;
                }
                if (++links > MostLinks) return null;
                var aim = Path.GetFullPath(target, real);
                real = Path.GetPathRoot(aim)!;
                foreach (var step in Steps(aim, real)) parts.Push(step);
            }
            return real;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The names below the root, the last one first.</summary>
    private static IEnumerable<string> Steps(string full, string root) =>
        full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse();
}
