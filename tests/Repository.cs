using System.Reflection;

namespace MLNetUnlearning;

/// <summary>The sources and docs that tests look at. Every test project has it.</summary>
internal static class Repository
{
    /// <summary>The repository's folder, as the build knew it.</summary>
    public static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "RepositoryRoot").Value!;
}
