using System.Reflection;

namespace MLNetUnlearning.Files;

/// <summary>The version of a package, such as 0.2.0. That of its assembly does not change, so that programs need not be compiled
/// anew.</summary>
internal static class PackageVersion
{
    public static string Of(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? assembly.GetName().Version!.ToString();
}
