using System.Diagnostics;
using System.Globalization;
using MLNetUnlearning;

namespace QuickStart;

/// <summary>Prints a line when a stage begins, ends, and every five seconds between, with the time since the start.</summary>
internal sealed class ProgressPrinter(TextWriter target) : IProgress<UnlearningProgress>
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);
    private readonly Stopwatch sinceStart = Stopwatch.StartNew();
    private TimeSpan last = TimeSpan.MinValue;
    private string? stage;
    private string? note;

    public void Heading(string text) => Print(text);

    public void Report(UnlearningProgress value)
    {
        var isNew = value.Stage != stage || value.Note != note;
        if (!isNew && value.Step != value.NumberOfSteps && sinceStart.Elapsed - last < Between)
            return;
        (stage, note, last) = (value.Stage, value.Note, sinceStart.Elapsed);
        var loss = value.Loss is { } number ? $", loss {number.ToString("f3", CultureInfo.InvariantCulture)}" : "";
        Print($"  {value.Stage} {value.Step}/{value.NumberOfSteps}{loss}{(value.Note is null ? "" : $" ({value.Note})")}");
    }

    private void Print(string text) =>
        target.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{sinceStart.Elapsed.TotalSeconds,4:f0} s] {text}"));
}
