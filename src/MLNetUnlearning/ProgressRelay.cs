using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Runtime;

namespace MLNetUnlearning;

/// <summary>Hands progress on to the user, and to MLContext.Log when a stage begins or ends and every few seconds between.</summary>
internal sealed class ProgressRelay(IChannel channel, IProgress<UnlearningProgress>? user) : IProgress<UnlearningProgress>
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);
    private readonly Stopwatch sinceLast = Stopwatch.StartNew();
    private string? stage;

    public void Report(UnlearningProgress value)
    {
        user?.Report(value);
        if (value.Stage == stage && sinceLast.Elapsed < Between && value.Step != value.NumberOfSteps)
            return;
        stage = value.Stage;
        sinceLast.Restart();
        channel.Info(MessageSensitivity.None, Text(value).Replace("{", "{{").Replace("}", "}}"));
    }

    private static string Text(UnlearningProgress value)
    {
        string loss = value.Loss is { } number ? string.Create(CultureInfo.InvariantCulture, $", loss {number:g4}") : "";
        string note = value.Note is { } words ? $" ({words})" : "";
        return $"{value.Stage}: {value.Step} of {value.NumberOfSteps}{loss}{note}";
    }
}
