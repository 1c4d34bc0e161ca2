using System.ComponentModel;
using System.Diagnostics;

namespace MLNetUnlearning.Tests;

/// <summary>Runs Python where it is installed.</summary>
internal static class Python
{
    /// <summary>The lines that a script prints; null where there is no python3 or it lacks a module.</summary>
    /// <param name="script">The script; it begins with its imports.</param>
    /// <param name="arguments">What it finds in sys.argv from 1 on.</param>
    public static string[]? Run(string script, params string[] arguments)
    {
        const int NoModule = 77;
        var imports = script.Split('\n')[0];
        var whole = $"try:\n    {imports}\nexcept ImportError:\n    raise SystemExit({NoModule})\n{script}";
        var python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        var start = new ProcessStartInfo(python, ["-c", whole, .. arguments]);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        start.Environment["OMP_NUM_THREADS"] = "1";
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var printed = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == NoModule) return null;
            Assert.True(process.ExitCode == 0, errors.Result);
            return printed.TrimEnd('\n').Split('\n');
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
