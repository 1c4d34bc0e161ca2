using System.Reflection;

namespace MLNetUnlearning;

/// <summary>The sources and docs that tests look at, and what they leave behind. Every test project has it.</summary>
internal static class Repository
{
    /// <summary>The repository's folder, as the build knew it.</summary>
    public static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "RepositoryRoot").Value!;

    /// <summary>Deletes a folder in which a process may still be writing its last line.</summary>
    public static void DeleteFolder(string folder)
    {
        for (var attempt = 0; ; attempt++)
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 40)
            {
                Thread.Sleep(50);
            }
    }
}
