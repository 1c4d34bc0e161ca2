using System.Globalization;

namespace Fuzz;

/// <summary>The memory of this process that is resident, in bytes, as Linux counts it; 0 elsewhere.</summary>
internal static class ProcessMemory
{
    public static long Now => Read("VmRSS:");

    public static long Peak => Read("VmHWM:");

    /// <summary>Lets the peak begin again at what is resident now.</summary>
    public static void ResetPeak()
    {
        if (OperatingSystem.IsLinux()) File.WriteAllText("/proc/self/clear_refs", "5");
    }

    private static long Read(string field)
    {
        if (!OperatingSystem.IsLinux()) return 0;
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
    }
}
