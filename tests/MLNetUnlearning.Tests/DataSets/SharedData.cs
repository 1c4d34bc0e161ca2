namespace MLNetUnlearning.Tests;

/// <summary>Real images and checkpoints, where somebody put them beside the repository: <c>../shared</c>.</summary>
internal static class SharedData
{
    /// <summary>The folder of a data set, or null where it is not there.</summary>
    public static string? Folder(string name) => Beside("data", name);

    /// <summary>The folder of inputs that once failed, or null where it is not there.</summary>
    public static string? Failing(string name) => Beside("failing", name);

    private static string? Beside(string kind, string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", kind, name);
            if (Directory.Exists(candidate)) return candidate;
        }
        return null;
    }
}
