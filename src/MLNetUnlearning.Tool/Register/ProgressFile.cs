using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNetUnlearning.Tool.Register;

/// <summary>How far a run has come, as a line of its file of progress says it.</summary>
/// <param name="Work">What the command does, such as the name of a method, <c>retraining</c> or <c>measuring</c>.</param>
/// <param name="Stage">A stage of that.</param>
/// <param name="Step">Steps of the stage that are done.</param>
/// <param name="Steps">Steps of the stage in all.</param>
internal sealed record RunProgress(string Work, string Stage, int Step, int Steps)
{
    /// <summary>How much of the work is done, 0 to 1.</summary>
    public double? Share { get; init; }

    public double? Loss { get; init; }

    /// <summary>In a game, how often the attackers were right, in percent.</summary>
    public double? AttackerAccuracy { get; init; }

    public double? AttackerLoss { get; init; }

    public string? Note { get; init; }

    public double? SecondsLeft { get; init; }

    /// <summary>Seconds since the command began.</summary>
    public double Seconds { get; init; }
}

/// <summary>The file that a run writes its progress to: a line of JSON each time, whole or not at all.</summary>
internal sealed class ProgressFile(string path) : IDisposable
{
    private static readonly JsonSerializerOptions Fields = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Lock gate = new();
    private readonly FileStream file = Opened(path);
    private RunProgress? last;
    private TimeSpan lastAt;

    /// <summary>Says how far a piece of work has come. What comes too soon after the line before is left out.</summary>
    public void Write(string work, UnlearningProgress value) => Write(new RunProgress(work, value.Stage, value.Step, value.NumberOfSteps)
    {
        Share = value.Share,
        Loss = value.Loss,
        AttackerAccuracy = value.AttackerAccuracy,
        AttackerLoss = value.AttackerLoss,
        Note = value.Note,
        SecondsLeft = value.TimeLeft?.TotalSeconds,
    });

    /// <summary>Says that a piece of work begins that does not say how far it has come.</summary>
    public void Begin(string work) => Write(new RunProgress(work, work, 0, 0));

    /// <summary>All that a file says by now.</summary>
    /// <returns>Null: there is no file, or nothing in it yet.</returns>
    public static ProgressSeries? Read(string path) =>
        new ProgressReader(path).ReadNew() is { Count: > 0 } all ? ProgressSeries.Of(all) : null;

    public void Dispose() => file.Dispose();

    private void Write(RunProgress value)
    {
        lock (gate)
        {
            var isNew = last?.Work != value.Work || last.Stage != value.Stage || last.Note != value.Note || value.Step == value.Steps;
            // Five lines a second; of a run of many hours fewer, so that the file stays small.
            var between = TimeSpan.FromSeconds(Math.Max(Shortest.TotalSeconds, clock.Elapsed.TotalSeconds / 5000));
            if (!isNew && clock.Elapsed - lastAt < between) return;
            (last, lastAt) = (value, clock.Elapsed);
            var timed = value with { Seconds = Math.Round(clock.Elapsed.TotalSeconds, 1) };
            file.Write([.. JsonSerializer.SerializeToUtf8Bytes(timed, Fields), (byte)'\n']);
        }
    }

    private static FileStream Opened(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        file.Seek(0, SeekOrigin.End);
        if (file.Length == 0) return file;
        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n') file.WriteByte((byte)'\n'); // a process that was killed left half a line
        return file;
    }

    internal static RunProgress? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<RunProgress>(line, Fields) is { Work: not null, Stage: not null } value ? value : null;
        }
        catch (JsonException)
        {
            return null; // half a line
        }
    }
}

/// <summary>Reads what is new in a file of progress.</summary>
internal sealed class ProgressReader(string path)
{
    private long read;

    /// <summary>The whole lines that were added since the last call.</summary>
    public IReadOnlyList<RunProgress> ReadNew()
    {
        if (!File.Exists(path)) return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length < read) read = 0; // it was begun anew
        file.Seek(read, SeekOrigin.Begin);
        var bytes = new byte[file.Length - read];
        file.ReadExactly(bytes);
        var end = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        read += end;
        List<RunProgress> lines = [];
        foreach (var line in bytes.AsSpan(0, end).Split((byte)'\n'))
            if (ProgressFile.Parse(bytes.AsSpan(0, end)[line]) is { } value)
                lines.Add(value);
        return lines;
    }
}

/// <summary>How far a run has come, and the losses on its way.</summary>
/// <param name="Last">What it said last.</param>
/// <param name="Losses">What said a loss, in order. What a run did again, after it went on from an earlier state, is there once.</param>
internal sealed record ProgressSeries(RunProgress Last, IReadOnlyList<RunProgress> Losses)
{
    public static ProgressSeries Of(IReadOnlyList<RunProgress> lines)
    {
        List<RunProgress> losses = [];
        foreach (var line in lines.Where(line => line.Loss is not null))
        {
            while (losses.Count > 0 && losses[^1] is var before && before.Work == line.Work && before.Stage == line.Stage
                && before.Step >= line.Step) losses.RemoveAt(losses.Count - 1);
            losses.Add(line);
        }
        return new ProgressSeries(lines[^1], losses);
    }
}
