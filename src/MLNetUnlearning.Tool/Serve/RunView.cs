using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>A run as pages show it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">unlearn, retrain or score.</param>
/// <param name="Title">What it does.</param>
/// <param name="State">waiting, running, done, failed, cancelled or interrupted.</param>
/// <param name="StateText">The state in words.</param>
/// <param name="Model">The model that it works on.</param>
/// <param name="Data">The data.</param>
/// <param name="Method">The method that was chosen.</param>
/// <param name="When">When it was asked for.</param>
public sealed record RunView(
    long Id, string Kind, string Title, string State, string StateText, string Model, string Data, string Method, DateTimeOffset When)
{
    /// <summary>Whether it may still be ended.</summary>
    public bool CanBeCancelled => State is "waiting" or "running" && !IsEnding;

    /// <summary>Whether it was asked to end.</summary>
    public bool IsEnding { get; init; }

    /// <summary>Whether it can be run again.</summary>
    public bool CanGoOn { get; init; }

    /// <summary>Whether what was done is kept.</summary>
    public bool HasCheckpoint { get; init; }

    /// <summary>Whether it is finished, and its result costs more accuracy than is allowed.</summary>
    public bool IsRefused { get; init; }

    /// <summary>The points of accuracy that a refused result costs; empty: not known.</summary>
    public string Cost { get; init; } = "";

    /// <summary>The folder of its results, as the page shows it; empty: it has none.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Whether what it forgets can still be told.</summary>
    public bool TellsWhat { get; init; }

    /// <summary>Where its page is.</summary>
    public string Address => $"/runs/{Id}";

    internal static RunView Of(RegisteredRun run, Workbench bench)
    {
        string Name(string option) => RunWords.Value(run, option) is { } path
            ? bench.Grounds.NameOf(path == DataCard.Drawn ? path : Path.GetFullPath(path, run.Place)) : "";
        return new(
            run.Id, run.Kind, RunWords.Title(run), run.State.ToString().ToLowerInvariant(), Text(run), Name("--model"), Name("--data"),
            RunWords.Value(run, "--method") ?? "recommended", run.CreatedAt)
        {
            IsEnding = run is { State: RunState.Running, CancelAt: not null },
            CanGoOn = run.CanGoOn,
            HasCheckpoint = run.Checkpoint is { } folder && Checkpoint.HasStateIn(folder),
            IsRefused = run is { State: RunState.Failed, ExitCode: ExitCode.Refused },
            Cost = RunWords.CostOf(run),
            Folder = run.Folder is { } results ? bench.Grounds.NameOf(results) : "",
            TellsWhat = RunWords.TellsWhat(run),
        };
    }

    private static string Text(RegisteredRun run) => run.State switch
    {
        RunState.Waiting => $"Waits. {run.WaitsFor}",
        RunState.Running when run.CancelAt is not null => "Ends: it keeps what is done.",
        RunState.Running => "At work",
        RunState.Done => "Done",
        RunState.Failed when run.ExitCode == ExitCode.Refused => $"Refused. {run.LastLine}",
        RunState.Failed => $"Failed. {run.LastLine}",
        RunState.Cancelled => "Cancelled",
        _ => "Interrupted: it goes on by itself.",
    };
}

/// <summary>How far a run has come.</summary>
/// <param name="Run">The run.</param>
/// <param name="Stage">What is being done, in words.</param>
/// <param name="Share">How much of it is done, 0 to 1; null: it does not say.</param>
/// <param name="TimeLeft">How long the rest takes, in words; null: not known.</param>
/// <param name="Figures">Names and values, such as the loss.</param>
/// <param name="Curve">The points of the curve of losses, for an SVG of 600 by 160; empty: there are none.</param>
/// <param name="Highest">The loss at the top of the curve.</param>
/// <param name="Lowest">The loss at its bottom.</param>
public sealed record ProgressView(
    RunView Run, string Stage, double? Share, string? TimeLeft, IReadOnlyList<(string Name, string Value)> Figures, string Curve,
    string Highest, string Lowest)
{
    private const int MostPoints = 300, Width = 600, Height = 150;

    internal static ProgressView Of(RegisteredRun run, Workbench bench)
    {
        var view = RunView.Of(run, bench);
        var series = run.Progress is { } file ? ProgressFile.Read(file) : null;
        if (series is null || run.State == RunState.Waiting)
            return new(view, run.State == RunState.Waiting ? run.WaitsFor ?? "It waits." : "Starting", null, null, [], "", "", "");
        var last = series.Last;
        List<(string, string)> figures = [];
        if (last.Steps > 0) figures.Add(("Step", string.Create(CultureInfo.InvariantCulture, $"{last.Step:N0} of {last.Steps:N0}")));
        if (last.Loss is { } loss) figures.Add(("Loss", loss.ToString("0.000", CultureInfo.InvariantCulture)));
        if (last.AttackerAccuracy is { } right)
            figures.Add((
                "The attacker is right", string.Create(CultureInfo.InvariantCulture, $"{right:0} % of the time; 50 % is guessing")));
        if (last.AttackerLoss is { } attackerLoss)
            figures.Add(("The attacker's loss", attackerLoss.ToString("0.000", CultureInfo.InvariantCulture)));
        if (last.Note is { } note) figures.Add(("Note", note));
        var losses = series.Losses.Where(line => line.Work == last.Work || !series.Losses.Any(other => other.Work == last.Work))
            .Select(line => line.Loss!.Value).Where(double.IsFinite).ToList();
        var (points, highest, lowest) = CurveOf(losses);
        return new(
            view, last.Work == last.Stage ? last.Work : $"{last.Work}: {last.Stage}",
            last.Share ?? (last.Steps > 0 ? Math.Min(1, (double)last.Step / last.Steps) : null),
            last.SecondsLeft is > 0 and var left ? $"about {MethodCards.Words(TimeSpan.FromSeconds(left))} left" : null, figures, points,
            highest, lowest);
    }

    private static (string Points, string Highest, string Lowest) CurveOf(List<double> losses)
    {
        if (losses.Count < 2) return ("", "", "");
        var every = Math.Max(1, losses.Count / MostPoints);
        var shown = losses.Where((_, at) => at % every == 0 || at == losses.Count - 1).ToList();
        var (low, high) = (shown.Min(), shown.Max());
        var range = high > low ? high - low : 1;
        var points = string.Join(' ', shown.Select((loss, at) => string.Create(
            CultureInfo.InvariantCulture, $"{(double)at * Width / (shown.Count - 1):0.#},{5 + (high - loss) / range * Height:0.#}")));
        return (points, high.ToString("0.00", CultureInfo.InvariantCulture), low.ToString("0.00", CultureInfo.InvariantCulture));
    }
}
