using System.Reflection;

namespace MLNetUnlearning.Tool;

/// <summary>The version of the tool, and of the library that it is packed with. That of their assemblies never changes.</summary>
internal static class ToolVersion
{
    public static string Text { get; } = typeof(ToolVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
