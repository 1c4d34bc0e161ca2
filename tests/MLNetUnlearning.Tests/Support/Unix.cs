using System.Diagnostics;

namespace MLNetUnlearning.Tests;

/// <summary>A test of permissions and links, which Windows has in another form; the runner says there that it is skipped.</summary>
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = UnixOnly.Reason!;
}

/// <inheritdoc cref="UnixFactAttribute"/>
internal sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute() => Skip = UnixOnly.Reason!;
}

internal static class UnixOnly
{
    public static string? Reason { get; } = OperatingSystem.IsLinux() ? null : "needs Linux's permissions, links and tools";
}

/// <summary>Runs a line of the shell.</summary>
internal static class Shell
{
    /// <summary>What the line prints, without its last line break.</summary>
    public static string Says(string line)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", line]) { RedirectStandardOutput = true })!;
        var printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return printed.TrimEnd('\n');
    }
}
