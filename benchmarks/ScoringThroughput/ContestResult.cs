using System.Diagnostics;

namespace ScoringThroughput;

/// <summary>What a run took: by the clock, and of all cores together, which programs beside it disturb less.</summary>
internal readonly record struct Taken(double Seconds, double CoreSeconds)
{
    public static Taken By(Action action)
    {
        using var process = Process.GetCurrentProcess();
        var (clock, cores) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        action();
        process.Refresh();
        return new Taken(clock.Elapsed.TotalSeconds, (process.TotalProcessorTime - cores).TotalSeconds);
    }
}

/// <summary>Rows a second of both sides, and their ratio within each round.</summary>
internal sealed class ContestResult(long rows, List<(Taken Network, Taken View)> rounds)
{
    private readonly List<double> ratios = rounds.Select(round => round.Network.Seconds / round.View.Seconds).Order().ToList();

    public double NetworkRowsPerSecond => rows / Median(rounds.Select(round => round.Network.Seconds));

    public double ViewRowsPerSecond => rows / Median(rounds.Select(round => round.View.Seconds));

    public double Ratio => Median(ratios);

    public double LowestRatio => ratios[0];

    public double HighestRatio => ratios[^1];

    public double CoreSecondsRatio => rounds.Sum(round => round.Network.CoreSeconds) / rounds.Sum(round => round.View.CoreSeconds);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
