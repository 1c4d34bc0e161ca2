namespace MLNetUnlearning.Tests;

/// <summary>Real images, where somebody put them beside the repository: <c>../shared/data</c>.</summary>
internal static class SharedData
{
    /// <summary>The folder of a data set, or null where it is not there.</summary>
    public static string? Folder(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data", name);
            if (Directory.Exists(candidate)) return candidate;
        }
        return null;
    }
}
