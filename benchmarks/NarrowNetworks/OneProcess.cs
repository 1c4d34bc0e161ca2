using System.Diagnostics;

namespace NarrowNetworks;

/// <summary>Tries a case in a process of its own.</summary>
public static class OneProcess
{
    /// <summary>What the C library checks, where it can, when memory is freed: it ends a process whose heap is damaged.</summary>
    private const string Checker = "libc_malloc_debug.so.0";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>"ok" and how exact the gradients are, or what is wrong.</summary>
    public static string Run(NetworkCase one)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(OneProcess).Assembly.Location, "--one", .. one.Words()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MALLOC_CHECK_"] = "3";
        if (OperatingSystem.IsLinux()) start.Environment["LD_PRELOAD"] = Checker;
        if (one.Instructions != "any") start.Environment["ONEDNN_MAX_CPU_ISA"] = one.Instructions;
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Longest))
        {
            process.Kill(entireProcessTree: true);
            return $"fault: no end after {Longest.TotalMinutes} minutes";
        }
        if (process.ExitCode == 0) return $"ok: {said.Result.Trim()}";
        var complaint = complained.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        return $"fault: exit code {process.ExitCode} {said.Result.Trim()} {complaint}".Trim();
    }
}
