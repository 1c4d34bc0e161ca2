using System.Diagnostics;

namespace ForgetAClass;

/// <summary>This program once more, as a process of its own.</summary>
internal static class AnotherProcess
{
    /// <summary>What it printed.</summary>
    public static string Run(params string[] arguments)
    {
        var program = Environment.ProcessPath!;
        string[] start = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(AnotherProcess).Assembly.Location] : [];
        using var process = Process.Start(new ProcessStartInfo(program, [.. start, .. arguments]) { RedirectStandardOutput = true })!;
        var printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? printed.Trim() : throw new InvalidOperationException($"The other process ended with exit code {process.ExitCode}.");
    }
}
