using System.Diagnostics;

namespace MLNetUnlearning.Tool.Terminal;

/// <summary>Progress where nobody sees a bar: a line when a stage begins and ends, and every five seconds between.</summary>
internal sealed class PlainProgress(Action<string> say) : IProgress<UnlearningProgress>
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    private readonly Stopwatch sinceStart = Stopwatch.StartNew();
    private readonly Pace pace = new();
    private TimeSpan last;
    private string? note;

    public void Report(UnlearningProgress value)
    {
        var isNew = pace.Follow(value) | value.Note != note;
        note = value.Note;
        if (!isNew && value.Step != value.NumberOfSteps && sinceStart.Elapsed - last < Between) return;
        last = sinceStart.Elapsed;
        string[] parts =
        [
            $"{value.Stage} {value.Step}/{value.NumberOfSteps}",
            value.Loss is { } loss ? string.Create(CultureInfo.InvariantCulture, $"loss {loss:F3}") : "",
            pace.Text(value), value.Note ?? "",
        ];
        say(string.Create(
            CultureInfo.InvariantCulture, $"[{last.TotalSeconds,4:F0} s] {string.Join(", ", parts.Where(part => part.Length > 0))}"));
    }
}
