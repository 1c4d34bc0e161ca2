using System.Diagnostics;

namespace Soak;

/// <summary>What is resident of the process, again and again while it works.</summary>
/// <param name="name">What is counted.</param>
internal sealed class MemorySamples(string name)
{
    private const double Tolerance = 0.1;
    private const int WarmUp = 5; // one in five samples

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly List<long> samples = [];
    private int done;
    private TimeSpan took;

    public static string Heading { get; } =
        $"{"work",-22}{"done",9}{"seconds",9}{"samples",9}{"lowest MB",11}{"median MB",11}{"highest MB",12}{"last MB",9}  flat";

    /// <summary>Whether no sample after the warm-up is far from their median.</summary>
    public bool IsFlat =>
        Warm is [var lowest, .., var highest] && lowest >= Median * (1 - Tolerance) && highest <= Median * (1 + Tolerance);

    private List<long> Warm => [.. samples.Skip(samples.Count / WarmUp).Order()];

    private double Median => Warm[Warm.Count / 2];

    /// <summary>Takes a sample.</summary>
    /// <param name="doneSoFar">How much work is done.</param>
    public void Take(int doneSoFar)
    {
        using var process = Process.GetCurrentProcess();
        samples.Add(process.WorkingSet64);
        (done, took) = (doneSoFar, clock.Elapsed);
    }

    public override string ToString() =>
        $"{name,-22}{done,9}{took.TotalSeconds,9:F0}{samples.Count,9}{Warm[0] / 1e6,11:F1}{Median / 1e6,11:F1}{Warm[^1] / 1e6,12:F1}"
        + $"{samples[^1] / 1e6,9:F1}  {(IsFlat ? "yes" : "NO")}";
}
