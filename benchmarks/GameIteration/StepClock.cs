using System.Diagnostics;
using MLNetUnlearning;

namespace GameIteration;

/// <summary>Notes when each iteration of the game ends; the first ones, in which memory is still being found, do not count.</summary>
internal sealed class StepClock(int warmUp) : IProgress<UnlearningProgress>
{
    private readonly List<double> ends = [];

    public void Report(UnlearningProgress value)
    {
        if (value.Stage == "game")
            ends.Add(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency);
    }

    /// <summary>Seconds of each iteration, ascending.</summary>
    public IReadOnlyList<double> Seconds() => ends.Zip(ends.Skip(1), (before, after) => after - before).Skip(warmUp).Order().ToList();
}
