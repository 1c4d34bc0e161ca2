namespace MLNetUnlearning.Tool.Register;

/// <summary>The folders that runs of the queue write to.</summary>
internal static class RunFolder
{
    /// <summary>Makes a new folder <c>forgetting/run-N</c>, which its owner alone may read. Where another register has left one of this
    /// number, it is <c>run-N-2</c>.</summary>
    /// <param name="parent">Where.</param>
    /// <param name="run">The number of the run.</param>
    public static string New(string parent, long run)
    {
        var folder = Private.Folder(Path.Combine(parent, "forgetting"));
        var made = Private.Folder(Path.Combine(folder, $".new-{Guid.NewGuid():N}"));
        for (var copy = 1; ; copy++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"run-{run}");
            var path = Path.Combine(folder, copy == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{copy}"));
            if (Path.Exists(path)) continue;
            try
            {
                Directory.Move(made, path);
                return path;
            }
            catch (IOException) when (Path.Exists(path))
            {
                // another process was faster
            }
        }
    }
}
