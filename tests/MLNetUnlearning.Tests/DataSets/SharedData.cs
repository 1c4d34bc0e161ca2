namespace MLNetUnlearning.Tests;

/// <summary>What somebody put beside the repository: real images in <c>../shared/data</c>, pictures that failed once in
/// <c>../shared/failing/pictures</c>.</summary>
internal static class SharedData
{
    /// <summary>The folder of a data set, or null where it is not there.</summary>
    public static string? Folder(string name) => Beside(Path.Combine("data", name));

    /// <summary>The folder of the pictures that failed once, or null where it is not there.</summary>
    public static string? FailingPictures => Beside(Path.Combine("failing", "pictures"));

    private static string? Beside(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", path);
            if (Directory.Exists(candidate)) return candidate;
        }
        return null;
    }
}
