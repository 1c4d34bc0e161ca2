using System.Diagnostics;

namespace MLNetUnlearning.Tool.Comparison;

/// <summary>The most memory that a process has held resident.</summary>
internal static class PeakMemory
{
    private const double Mebibyte = 1 << 20;

    /// <summary>In MiB, rounded.</summary>
    public static double OfThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return Math.Round(process.PeakWorkingSet64 / Mebibyte);
    }
}
