using System.Globalization;
using System.Text.Json;

namespace Speed;

/// <summary>What one run of one contestant took, in a process of its own.</summary>
/// <param name="Seconds">Per unit of the work.</param>
/// <param name="PeakMiB">The most memory above what the process held when its data were ready.</param>
/// <param name="PageFaults">How often the system had to find a page of memory for it.</param>
internal sealed record Sample(double Seconds, double PeakMiB, long PageFaults)
{
    /// <summary>Numbers that the same work gives, whoever does it, such as the losses of the first steps; empty if it gives none.</summary>
    public IReadOnlyList<double> Results { get; init; } = [];

    /// <summary>The sample in what a process printed: its last line.</summary>
    public static Sample Read(string output) =>
        JsonSerializer.Deserialize<Sample>(output.TrimEnd().Split('\n')[^1], Json)
        ?? throw new FormatException($"No figures in: {output}");

    public string Write() => JsonSerializer.Serialize(this, Json);

    private static JsonSerializerOptions Json { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
}

/// <summary>Meters a piece of work: by the clock, by memory, by page faults. Linux only; elsewhere memory and faults are 0.</summary>
internal sealed class Meter
{
    private readonly long faultsBefore = Faults();
    private readonly double residentBefore = Status("VmRSS");

    private Meter()
    {
    }

    /// <summary>Starts to meter; call it when data and libraries are loaded.</summary>
    public static Meter Start()
    {
        GC.Collect(); // what loading left behind is not the work's
        if (OperatingSystem.IsLinux()) File.WriteAllText("/proc/self/clear_refs", "5"); // the peak begins here
        return new Meter();
    }

    public Sample Stop(double secondsPerUnit, IReadOnlyList<double>? results = null) =>
        new(secondsPerUnit, Status("VmHWM") - residentBefore, Faults() - faultsBefore) { Results = results ?? [] };

    private static double Status(string name) => !OperatingSystem.IsLinux() ? 0 : double.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith(name + ":", StringComparison.Ordinal))
            .Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    /// <summary>Those that needed no reading from a disk.</summary>
    private static long Faults() => !OperatingSystem.IsLinux() ? 0 : long.Parse(
        File.ReadAllText("/proc/self/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[7],
        CultureInfo.InvariantCulture);
}
