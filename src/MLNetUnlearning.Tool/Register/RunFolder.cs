namespace MLNetUnlearning.Tool.Register;

/// <summary>The folders that runs of the queue write to.</summary>
internal static class RunFolder
{
    private const string LockFile = ".lock";

    /// <summary>Makes a new folder <c>forgetting/run-N</c>, which its owner alone may read. Where another register has left one of this
    /// number, it is <c>run-N-2</c>.</summary>
    /// <param name="parent">Where.</param>
    /// <param name="run">The number of the run.</param>
    public static string New(string parent, long run)
    {
        var folder = Private.Folder(Path.Combine(parent, "forgetting"));
        // Making a folder that is there is no error, and moving one onto an empty one is none on Linux: neither tells who was first.
        using var alone = FileLock.Wait(Path.Combine(folder, LockFile));
        var name = string.Create(CultureInfo.InvariantCulture, $"run-{run}");
        var path = Path.Combine(folder, name);
        for (var copy = 2; Path.Exists(path); copy++)
            path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{copy}"));
        return Private.Folder(path);
    }
}
