using System.Diagnostics;

namespace MLNetUnlearning.Tool.Terminal;

/// <summary>Follows the reports of a run: how many steps a second, and how long the rest takes.</summary>
internal sealed class Pace
{
    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(0.5); // below it a rate says nothing

    private readonly Stopwatch clock = new();
    private string? stage;
    private int first;
    private double? rate;

    /// <summary>Takes a report in.</summary>
    /// <returns>Whether a stage begins with it.</returns>
    public bool Follow(UnlearningProgress value)
    {
        var isNew = value.Stage != stage || value.Step < first;
        if (isNew)
        {
            (stage, first, rate) = (value.Stage, value.Step, null);
            clock.Restart();
        }
        if (clock.Elapsed > LeastTime && value.Step > first) rate = (value.Step - first) / clock.Elapsed.TotalSeconds;
        return isNew;
    }

    /// <summary>Such as "12.3 steps/s, 1 min 20 s left".</summary>
    public string Text(UnlearningProgress value)
    {
        var pace = rate is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.0} steps/s") : "";
        var rest = TimeLeft(value) is { } time && value.Step < value.NumberOfSteps ? $"{Words(time)} left" : "";
        return string.Join(", ", new[] { pace, rest }.Where(part => part.Length > 0));
    }

    /// <summary>How much of the run is done, 0 to 1; of the stage, where the run does not say.</summary>
    public static double Share(UnlearningProgress value) =>
        value.Share ?? (value.NumberOfSteps > 0 ? Math.Min(1, (double)value.Step / value.NumberOfSteps) : 0);

    private TimeSpan? TimeLeft(UnlearningProgress value) => value.TimeLeft
        ?? (rate > 0 ? TimeSpan.FromSeconds(Math.Max(0, value.NumberOfSteps - value.Step) / rate.Value) : null);

    private static string Words(TimeSpan time)
    {
        var seconds = (long)Math.Ceiling(time.TotalSeconds);
        if (seconds >= 3600) return string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600} h {seconds % 3600 / 60} min");
        return seconds >= 60
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} min {seconds % 60} s")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds} s");
    }
}
