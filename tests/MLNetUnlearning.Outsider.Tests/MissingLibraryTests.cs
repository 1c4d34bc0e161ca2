using System.Diagnostics;

namespace MLNetUnlearning.Outsider.Tests;

public sealed class MissingLibraryTests
{
    private const string TooOld =
        "TorchSharp needs the C++ library of GCC 13 (libstdc++ with GLIBCXX_3.4.32), which Ubuntu 24.04, Debian 13 and Fedora 39 have "
        + "and this system has not: run '. eng/env.sh' of the MLNetUnlearning repository in the shell that starts the program, "
        + "or use a newer system.";

    [Fact]
    public void A_program_on_a_system_that_is_too_old_for_TorchSharp_gets_one_sentence()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location]) { RedirectStandardOutput = true };
        start.Environment.Remove("LD_LIBRARY_PATH"); // without the bridge, where there is one
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        Assert.Equal(IsSystemTooOld() ? (1, TooOld) : (0, "works"), (process.ExitCode, said));
    }

    private static bool IsSystemTooOld()
    {
        if (!OperatingSystem.IsLinux()) return false;
        string[] folders = ["/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];
        var library = folders.Select(folder => Path.Combine(folder, "libstdc++.so.6")).FirstOrDefault(File.Exists);
        return library is not null && File.ReadAllBytes(library).AsSpan().IndexOf("GLIBCXX_3.4.32"u8) < 0;
    }
}
