using System.Security.Cryptography;

namespace MLNetUnlearning.Tool.Register;

/// <summary>Where a run stands.</summary>
internal enum RunState
{
    /// <summary>It begins when no other run uses the cores.</summary>
    Waiting,
    Running,
    Done,
    Failed,

    /// <summary>Somebody ended it. It can go on.</summary>
    Cancelled,

    /// <summary>Its process ended without a word, as when the machine went down. It can go on.</summary>
    Interrupted,
}

/// <summary>What a run makes.</summary>
internal static class RunFiles
{
    public const string Model = "model", Onnx = "onnx", Report = "report", Record = "record", Log = "log";

    /// <summary>Those whose bytes are kept in the register as well.</summary>
    public static IReadOnlyList<string> Kept { get; } = [Report, Record];
}

/// <summary>A file that a run has made.</summary>
/// <param name="Kind">One of <see cref="RunFiles"/>.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Sha256">Its SHA-256 in hexadecimal digits.</param>
internal sealed record RunFile(string Kind, string Path, string Sha256)
{
    /// <summary>The SHA-256 of a file in hexadecimal digits.</summary>
    public static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file)).ToLowerInvariant();
    }
}

/// <summary>A run, as it stands in the register.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">What it is for, such as <c>unlearn</c>.</param>
/// <param name="Words">The command and its options.</param>
/// <param name="Place">The folder that the command runs in.</param>
/// <param name="Folder">The folder of its results, log and progress; null: a command in a shell, which has none of its own.</param>
/// <param name="State">Where it stands.</param>
internal sealed record RegisteredRun(
    long Id, string Kind, IReadOnlyList<string> Words, string Place, string? Folder, RunState State)
{
    /// <summary>Whether the queue starts it and goes on with it. Else it is a command in a shell.</summary>
    public required bool IsQueued { get; init; }

    /// <summary>The process that it has or had.</summary>
    public ProcessMark? Process { get; init; }

    /// <summary>How often it was begun.</summary>
    public int Attempts { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When somebody asked it to end; null: nobody did.</summary>
    public DateTimeOffset? CancelAt { get; init; }

    /// <summary>How its process ended, where it could say so.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What it said in the end: the first line of its result, or what is wrong.</summary>
    public string? LastLine { get; init; }

    /// <summary>The most memory that its process held resident, in bytes.</summary>
    public long? PeakBytes { get; init; }

    /// <summary>The requests that it carries out.</summary>
    public IReadOnlyList<long> Requests { get; init; } = [];

    /// <summary>Why it waits, in words; null: it does not.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>Whether it can go on, or begin again.</summary>
    public bool CanGoOn => IsQueued && State is RunState.Cancelled or RunState.Failed or RunState.Interrupted;

    /// <summary>Where a run with a folder writes how far it has come.</summary>
    public string? Progress => In("progress.jsonl");

    /// <summary>Where it keeps its state, so that it can go on.</summary>
    public string? Checkpoint => In("checkpoint");

    /// <summary>What it printed: its result.</summary>
    public string? Output => In("output.txt");

    /// <summary>What it said meanwhile.</summary>
    public string? Log => In("log.txt");

    private string? In(string name) => Folder is null ? null : Path.Combine(Folder, name);

    /// <summary>The command with the options that the queue adds: where it writes how far it has come, where it keeps its state, and
    /// whether it goes on from there.</summary>
    /// <param name="database">The register.</param>
    public IEnumerable<string> CommandLine(string database)
    {
        List<string> line =
        [
            .. Words, RegisterOptions.AsRun.Name, string.Create(CultureInfo.InvariantCulture, $"{Id}:{database}"),
            RegisterOptions.Progress.Name, Progress!,
        ];
        var options = ToolRoot.Read(Words).CommandResult.Command.Options;
        if (options.Contains(Tool.Checkpoint.Folder))
        {
            line.AddRange([Tool.Checkpoint.Folder.Name, Checkpoint!]);
            if (Tool.Checkpoint.HasStateIn(Checkpoint!)) line.Add(Tool.Checkpoint.Resume.Name);
        }
        // What an attempt before has left is in the run's own folder. A file elsewhere is somebody's, and not replaced.
        if (StartedAt is not null && options.Contains(CommonOptions.Force) && !line.Contains(CommonOptions.Force.Name)
            && new[] { Outputs.Output, Commands.UnlearnCommand.Report }.Select(PathOf).OfType<string>().All(IsInFolder))
            line.Add(CommonOptions.Force.Name);
        return line;
    }

    /// <summary>The last line of its log, without what kind of a message it is.</summary>
    /// <returns>Null: there is none.</returns>
    public string? LastMessage()
    {
        const string Error = "error: ";
        var line = File.Exists(Log) ? File.ReadLines(Log).LastOrDefault(line => line.Length > 0) : null;
        return line?.StartsWith(Error, StringComparison.Ordinal) == true ? line[Error.Length..] : line;
    }

    /// <summary>The files of an attempt that made them all, and was ended before it could say so: the record is the last that is
    /// written.</summary>
    /// <returns>Null: there was none.</returns>
    public IReadOnlyList<(string Kind, string Path)>? MadeBefore()
    {
        var (model, record) = (PathOf(Outputs.Output), PathOf(Commands.UnlearnCommand.Record));
        if (StartedAt is null || !File.Exists(model) || !File.Exists(record)) return null;
        // A record of another run may have the same name: this one names its model by its hash.
        if (!File.ReadAllText(record).Contains(RunFile.HashOf(model), StringComparison.Ordinal)) return null;
        (string Kind, string? Path)[] files =
        [
            (RunFiles.Model, model), (RunFiles.Report, PathOf(Commands.UnlearnCommand.Report)),
            (RunFiles.Record, record), (RunFiles.Log, Log),
        ];
        return [.. files.Where(file => File.Exists(file.Path)).Select(file => (file.Kind, file.Path!))];
    }

    /// <summary>The full path that the words state for an option; null: they state none.</summary>
    private string? PathOf(Option<string?> option)
    {
        var parsed = ToolRoot.Read(Words);
        return parsed.GetResult(option) is not null && parsed.GetValue(option) is { } stated ? Path.GetFullPath(stated, Place) : null;
    }

    private bool IsInFolder(string path) =>
        path.StartsWith(Path.GetFullPath(Folder!) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
