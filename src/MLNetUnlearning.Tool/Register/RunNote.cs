using MLNetUnlearning.Tool.Comparison;

namespace MLNetUnlearning.Tool.Register;

/// <summary>The entry of a command in the register of runs: that it runs, and how it ended.</summary>
internal sealed class RunNote : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(0.5);

    private readonly Database database;
    private readonly RunRegister runs;
    private readonly RegisteredRun run;

    private RunNote(Database database, long id)
    {
        (this.database, runs) = (database, new RunRegister(database));
        run = runs.Run(id);
    }

    /// <summary>Notes that a command begins, and waits for the cores.</summary>
    /// <param name="session">The command.</param>
    /// <param name="kind">What it is for.</param>
    /// <returns>Null: it is not to be noted.</returns>
    public static RunNote? Begin(Session session, string kind)
    {
        if (session.Get(RegisterOptions.AsRun) is { } queued)
        {
            var parts = queued.Split(':', 2);
            return new RunNote(Database.Open(parts[1], mustBeThere: true), long.Parse(parts[0], CultureInfo.InvariantCulture));
        }
        if (RegisterOptions.NotedIn(session) is not { } path) return null;
        var database = Database.Open(path);
        try
        {
            var runs = new RunRegister(database);
            var note = new RunNote(database, runs.Note(kind, session.Words, session.RegisteredRequests?.Ids ?? []));
            note.WaitForCores(session);
            return note;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Notes how the command ended. That is the last thing: who sees that it is done finds its folder as it stays.</summary>
    public void End(int exitCode, string? line, Session session)
    {
        Checkpoint.RemoveIfEmpty(run.Checkpoint);
        IEnumerable<(string, string)> log = run.Log is { } file && File.Exists(file) ? [(RunFiles.Log, file)] : [];
        runs.End(run.Id, exitCode, line, (long)(PeakMemory.OfThisProcess() * (1 << 20)), [.. session.Made, .. log]);
    }

    public void Dispose() => database.Dispose();

    private void WaitForCores(Session session)
    {
        for (var isSaid = false; !runs.TryBegin(run.Id); isSaid = true)
        {
            var now = runs.Run(run.Id);
            if (now.CancelAt is not null)
                throw new OperationCanceledException("it was cancelled while it waited for another run.");
            if (!isSaid) session.Display.Say($"note: {now.WaitsFor} This one waits for it to end.");
            session.Cancellation.WaitHandle.WaitOne(Between);
            session.Cancellation.ThrowIfCancellationRequested();
        }
    }
}
