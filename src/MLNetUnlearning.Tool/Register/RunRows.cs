using System.Text.Json;

namespace MLNetUnlearning.Tool.Register;

/// <summary>The rows of runs.</summary>
internal static class RunRows
{
    /// <summary>Reads runs.</summary>
    /// <param name="statements">The transaction.</param>
    /// <param name="database">Knows where their folders are.</param>
    /// <param name="which">What follows the name of the table.</param>
    /// <param name="values">Its parameters.</param>
    public static List<RegisteredRun> Read(
        Statements statements, Database database, string which, params (string Name, object? Value)[] values)
    {
        var requests = statements.List(
            "SELECT * FROM run_requests ORDER BY request", row => (Run: row.Number("run"), Request: row.Number("request")))
            .ToLookup(one => one.Run, one => one.Request);
        var busy = statements.List(
            "SELECT id, kind FROM runs WHERE state = 'running'", row => (Id: row.Number("id"), Kind: row.Text("kind")));
        var waiting = statements.List("SELECT id FROM runs WHERE state = 'waiting' ORDER BY id", row => row.Number("id"));
        return statements.List("SELECT * FROM runs" + which, row => Of(row, database, requests, busy, waiting), values);
    }

    /// <summary>All runs, the newest first.</summary>
    public static List<RegisteredRun> All(Statements statements, Database database) => Read(statements, database, " ORDER BY id DESC");

    private static RegisteredRun Of(
        Row row, Database database, ILookup<long, long> requests, List<(long Id, string Kind)> busy, List<long> waiting)
    {
        var id = row.Number("id");
        return new RegisteredRun(
            id, row.Text("kind"), WordsOf(row), database.PathOf(row.Text("place")),
            row.TextOrNull("folder") is { } folder ? database.PathOf(folder) : null,
            Enum.Parse<RunState>(row.Text("state"), ignoreCase: true))
        {
            IsQueued = row.Number("is_queued") == 1,
            Process = row.NumberOrNull("process_id") is { } process ? new((int)process, row.Text("process_start")) : null,
            Attempts = (int)row.Number("attempts"),
            CreatedAt = row.Time("created_at"),
            StartedAt = row.TimeOrNull("started_at"),
            EndedAt = row.TimeOrNull("ended_at"),
            CancelAt = row.TimeOrNull("cancel_at"),
            ExitCode = (int?)row.NumberOrNull("exit_code"),
            LastLine = row.TextOrNull("last_line"),
            PeakBytes = row.NumberOrNull("peak_bytes"),
            Requests = [.. requests[id]],
            WaitsFor = row.Text("state") != "waiting" ? null
                : busy.Count > 0 ? $"Run {busy[0].Id} ({busy[0].Kind}) uses the cores."
                : waiting[0] < id ? $"Run {waiting[0]} comes first."
                : "It begins in a moment.",
        };
    }

    /// <summary>Words as a row has them.</summary>
    public static string Kept(IReadOnlyList<string> words) => JsonSerializer.Serialize(words);

    /// <summary>The words of a row.</summary>
    public static string[] WordsOf(Row row) => JsonSerializer.Deserialize<string[]>(row.Text("words"))!;
}
