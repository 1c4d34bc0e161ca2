namespace Matrix.Tests;

/// <summary>Where the tests find documents and outcomes.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "global.json")))
            at = at.Parent ?? throw new DirectoryNotFoundException("This test runs inside the repository.");
        return at.FullName;
    }
}
