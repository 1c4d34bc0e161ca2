using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Runtime;

namespace MLNetUnlearning;

/// <summary>Passes progress on: all of it to the user's own receiver, what a reader can follow to <c>MLContext.Log</c>.</summary>
internal sealed class RunReports(IChannel channel, IProgress<UnlearningProgress>? receiver) : IProgress<UnlearningProgress>
{
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromSeconds(1);
    private readonly Stopwatch sinceMessage = Stopwatch.StartNew();
    private string? stage;

    public void Report(UnlearningProgress value)
    {
        receiver?.Report(value);
        if (!IsWorthLogging(value)) return;
        stage = value.Stage;
        sinceMessage.Restart();
        channel.Info(MessageSensitivity.None, "{0}", Text(value));
    }

    /// <summary>The beginning and the end of a stage, everything in words, and otherwise a message a second.</summary>
    private bool IsWorthLogging(UnlearningProgress value) =>
        value.Stage != stage || value.Step == value.NumberOfSteps || value.Note is not null || sinceMessage.Elapsed >= BetweenMessages;

    private static string Text(UnlearningProgress value)
    {
        var loss = value.Loss is { } number ? ", loss " + number.ToString("F4", CultureInfo.InvariantCulture) : "";
        var note = value.Note is null ? "" : ", " + value.Note;
        return $"{value.Stage}: step {value.Step} of {value.NumberOfSteps}{loss}{note}";
    }
}
