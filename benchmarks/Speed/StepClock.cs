using System.Diagnostics;
using MLNetUnlearning;

namespace Speed;

/// <summary>Times the steps of a stage by its progress reports. The first steps, in which memory is still being found, do not
/// count.</summary>
internal sealed class StepClock(string stage, int warmUp = StepClock.WarmUp) : IProgress<UnlearningProgress>
{
    /// <summary>How many steps do not count.</summary>
    public const int WarmUp = 3;

    private readonly List<long> ends = [];
    private readonly List<double> losses = [];

    /// <summary>The losses of the steps, in order.</summary>
    public IReadOnlyList<double> Losses => losses;

    /// <summary>Seconds of the median step.</summary>
    public double Median
    {
        get
        {
            var all = ends.Zip(ends.Skip(1), (from, to) => Stopwatch.GetElapsedTime(from, to).TotalSeconds);
            double[] steps = [.. all.Skip(warmUp - 1).Order()];
            return steps.Length > 0
                ? steps[steps.Length / 2]
                : throw new InvalidOperationException($"Stage '{stage}' reported {ends.Count} steps: too few to time.");
        }
    }

    public void Report(UnlearningProgress value)
    {
        if (value.Stage != stage || value.Step == 0) return;
        ends.Add(Stopwatch.GetTimestamp());
        losses.Add(value.Loss ?? double.NaN);
    }
}
