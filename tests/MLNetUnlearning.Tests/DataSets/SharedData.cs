namespace MLNetUnlearning.Tests;

/// <summary>Real images, tables and files that once failed, where somebody put them beside the repository: <c>../shared</c>.</summary>
internal static class SharedData
{
    /// <summary>The folder of a data set, or null where it is not there.</summary>
    public static string? Folder(string name) => Beside("data", name);

    /// <summary>A file or folder that once failed, or null where it is not there.</summary>
    public static string? Failing(string name) => Beside("failing", name);

    private static string? Beside(string kind, string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", kind, name);
            if (Path.Exists(candidate)) return candidate;
        }
        return null;
    }
}

/// <summary>A test on a file that once failed. Where the file is not there, the test is reported as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FailingAttribute : FactAttribute
{
    public FailingAttribute(string name)
    {
        Name = name;
        if (SharedData.Failing(name) is null) Skip = $"There is no ../shared/failing/{name} beside the repository.";
    }

    public string Name { get; }
}
