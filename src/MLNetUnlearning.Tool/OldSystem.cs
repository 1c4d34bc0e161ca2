using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MLNetUnlearning.Tool;

/// <summary>TorchSharp's native library needs the C++ library of GCC 13. Where the system's is older, a bridge is built once into the
/// user's cache folder, and the tool starts itself again with the bridge before the system's library.</summary>
internal static class OldSystem
{
    /// <summary>Set for the process that runs with the bridge.</summary>
    private const string BridgeVariable = "MLNET_UNLEARN_BRIDGE";

    private const string Library = "libstdc++.so.6", LibraryPath = "LD_LIBRARY_PATH";
    private const string NewestSymbol = "_ZSt21ios_base_library_initv"; // which GCC 13 added

    /// <summary>Whether this process runs with a bridge, and where it lies.</summary>
    public static string? Bridge => Environment.GetEnvironmentVariable(BridgeVariable);

    /// <summary>Threads that wait for one another sleep instead of spinning: much faster where other programs run beside. The C library
    /// must know it before libtorch is loaded, and .NET's own variables do not reach it.</summary>
    public static void WaitWithoutSpinning()
    {
        if (OperatingSystem.IsLinux()) _ = SetVariable("OMP_WAIT_POLICY", "passive", 0);
    }

    /// <summary>Starts the tool again with a bridge, where the system needs one. It returns where none is needed, or none can be
    /// had.</summary>
    /// <returns>What is missing and what to do; null: nothing.</returns>
    public static string? Leave()
    {
        if (!OperatingSystem.IsLinux() || !IsTooOld()) return null;
        const string Needs = "This system's C++ library is older than TorchSharp needs (GLIBCXX_3.4.32, as in Ubuntu 24.04 and Debian 13)";
        if (Bridge is { } used) return $"{Needs}, and the bridge in '{used}' does not help: delete that folder, or use a newer system.";
        try
        {
            var system = LoadedPath();
            var folder = FolderFor(system);
            if (!File.Exists(Path.Combine(folder, Library))) Build(system, folder);
            StartAgain(folder);
            return $"{Needs}, and the tool could not start itself again with a bridge.";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException
            or System.ComponentModel.Win32Exception)
        {
            return $"{Needs}, and a bridge could not be built ({Failure.LineOf(error)}): install g++ (sudo apt-get install g++), or use a "
                + "newer system.";
        }
    }

    private static bool IsTooOld() =>
        NativeLibrary.TryLoad(Library, out var library) && !NativeLibrary.TryGetExport(library, NewestSymbol, out _);

    /// <summary>The full path of the library that this process has loaded.</summary>
    private static string LoadedPath() =>
        File.ReadLines("/proc/self/maps").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1])
            .FirstOrDefault(path => Path.GetFileName(path).StartsWith(Library, StringComparison.Ordinal))
        ?? throw new InvalidOperationException("the path of the system's C++ library is not known");

    /// <summary>A folder for this very library and this very bridge: another one gets another folder.</summary>
    private static string FolderFor(string system)
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } stated ? stated
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var file = new FileInfo(system);
        var parts = FormattableString.Invariant($"{system} {file.Length} {file.LastWriteTimeUtc.Ticks}\n")
            + File.ReadAllText(Source("bridge.cpp")) + File.ReadAllText(Source("build-bridge.sh"));
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(parts)))[..12].ToLowerInvariant();
        return Path.Combine(cache, "mlnet-unlearn", $"bridge-{hash}");
    }

    private static string Source(string name) => Path.Combine(AppContext.BaseDirectory, "bridge", name);

    private static void Build(string system, string folder)
    {
        Console.Error.WriteLine("This system's C++ library is older than TorchSharp needs: building a bridge, once ...");
        var start = new ProcessStartInfo("sh", [Source("build-bridge.sh"), system, folder]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException(said.Length > 0 ? said : $"exit code {process.ExitCode}");
    }

    /// <summary>Puts a new process in the place of this one, with the same arguments, terminal and number.</summary>
    private static void StartAgain(string folder)
    {
        var variables = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value);
        var earlier = variables.GetValueOrDefault(LibraryPath);
        variables[LibraryPath] = string.IsNullOrEmpty(earlier) ? folder : $"{folder}:{earlier}";
        variables[BridgeVariable] = folder;
        var arguments = File.ReadAllText("/proc/self/cmdline").TrimEnd('\0').Split('\0');
        _ = Execute(Environment.ProcessPath!, [.. arguments, null], [.. variables.Select(pair => $"{pair.Key}={pair.Value}"), null]);
    }

    [DllImport("libc", EntryPoint = "execve")]
    private static extern int Execute(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] arguments,
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] variables);

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetVariable(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
