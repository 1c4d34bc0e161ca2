namespace MLNetUnlearning.Tool.Register;

/// <summary>The runs: what waits, what runs and what has ended. One run at a time uses the cores, over all processes.</summary>
internal sealed class RunRegister(Database database)
{
    /// <summary>So often a run is begun whose process ended without a word. Then it has failed.</summary>
    public const int MostAttempts = 3;

    /// <summary>Adds a run that the queue starts.</summary>
    /// <param name="kind">What it is for: <c>unlearn</c>, <c>retrain</c> or <c>score</c>.</param>
    /// <param name="words">The command and its options. Those for progress, checkpoint and database are added when it starts.</param>
    /// <param name="folder">The folder of its results, which is there: see <see cref="RunFolder.New"/>.</param>
    /// <param name="requests">The requests that it carries out: they are done when it is.</param>
    /// <param name="place">The folder that the command runs in; null: that of the database.</param>
    /// <returns>Its number.</returns>
    public long Start(
        string kind, IReadOnlyList<string> words, string folder, IReadOnlyList<long>? requests = null, string? place = null) =>
        Start(kind, _ => (words, folder), requests, place);

    /// <inheritdoc cref="Start(string, IReadOnlyList{string}, string, IReadOnlyList{long}, string)"/>
    /// <param name="kind">What it is for.</param>
    /// <param name="make">Gives the words and the folder of the run with this number.</param>
    /// <param name="requests">The requests that it carries out.</param>
    /// <param name="place">The folder that the command runs in.</param>
    public long Start(
        string kind, Func<long, (IReadOnlyList<string> Words, string? Folder)> make, IReadOnlyList<long>? requests = null,
        string? place = null) =>
        Add(_ => true, kind, make, requests ?? [], place ?? database.Folder, process: null)!.Value;

    /// <summary>Adds a run that the queue starts, unless something speaks against it at that moment.</summary>
    /// <param name="may">Whether it may be added. What it changes is changed together with that.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="make">Gives the words and the folder of the run with this number.</param>
    /// <param name="requests">The requests that it carries out.</param>
    /// <returns>Its number; null: it was not added.</returns>
    public long? StartIf(
        Func<Statements, bool> may, string kind, Func<long, (IReadOnlyList<string> Words, string? Folder)> make,
        IReadOnlyList<long>? requests = null) =>
        Add(may, kind, make, requests ?? [], database.Folder, process: null);

    /// <summary>Adds a run of a command in a shell, which is this process.</summary>
    public long Note(string kind, IReadOnlyList<string> words, IReadOnlyList<long> requests) =>
        Add(_ => true, kind, _ => (words, null), requests, Environment.CurrentDirectory, ProcessMark.OfThis)!.Value;

    /// <summary>All runs, the newest first. None of them runs whose process has ended.</summary>
    public IReadOnlyList<RegisteredRun> Runs()
    {
        Settle();
        return database.Read(statements => RunRows.All(statements, database));
    }

    /// <exception cref="ToolException">There is none of this number.</exception>
    public RegisteredRun Run(long id) => Find(id) ?? throw ToolException.WrongData($"There is no run {id}.");

    /// <summary>The run of a number; null: there is none.</summary>
    public RegisteredRun? Find(long id)
    {
        Settle();
        return database.Read(statements => RunRows.Read(statements, database, " WHERE id = @id", ("@id", id))) is [var run] ? run : null;
    }

    /// <summary>The run that has the cores; null: none.</summary>
    public RegisteredRun? AtWork => Active(after: long.MaxValue).FirstOrDefault(run => run.State == RunState.Running);

    /// <summary>The runs that wait, run, or are to go on, and all after a number, the oldest first.</summary>
    public IReadOnlyList<RegisteredRun> Active(long after)
    {
        Settle();
        const string Which = " WHERE id > @after OR state IN ('waiting', 'running') OR state = 'interrupted' AND is_queued = 1 ORDER BY id";
        return database.Read(statements => RunRows.Read(statements, database, Which, ("@after", after)));
    }

    /// <summary>Asks a run to end. One that waits is cancelled at once; one that runs keeps its state first: see
    /// <see cref="RunQueue"/>.</summary>
    public void Cancel(long id) => database.Change(statements =>
    {
        statements.Run(
            "UPDATE runs SET state = 'cancelled', ended_at = @now, cancel_at = @now WHERE id = @id AND state IN ('waiting', 'interrupted')",
            ("@id", id), ("@now", database.Now));
        statements.Run(
            "UPDATE runs SET cancel_at = @now WHERE id = @id AND state = 'running' AND cancel_at IS NULL",
            ("@id", id), ("@now", database.Now));
    });

    /// <summary>Lets a run that has ended without a result go on, from where it was if it kept its state.</summary>
    /// <param name="id">The run.</param>
    /// <param name="isAnew">Deletes its state first: it begins again.</param>
    /// <param name="words">Its command from now on; null: as it was.</param>
    public void GoOn(long id, bool isAnew = false, IReadOnlyList<string>? words = null)
    {
        var run = Run(id);
        if (!run.CanGoOn) throw ToolException.Usage($"Run {id} cannot go on: it is {run.State.ToString().ToLowerInvariant()}.");
        if (isAnew) Checkpoint.Remove(run.Checkpoint);
        // It keeps the process that it had: that may still be ending, and its end is none of this new beginning.
        database.Change(statements => statements.Run(
            "UPDATE runs SET state = 'waiting', attempts = 0, cancel_at = NULL, is_asked = 0, words = coalesce(@words, words), "
            + "ended_at = NULL, exit_code = NULL, last_line = NULL WHERE id = @id AND state IN ('cancelled', 'failed', 'interrupted')",
            ("@id", id), ("@words", words is null ? null : RunRows.Kept(words))));
    }

    /// <summary>Takes the cores for a run, in the process that will carry it out.</summary>
    /// <returns>False: another run has them, or the run does not wait any more.</returns>
    public bool TryBegin(long id)
    {
        Settle();
        var own = ProcessMark.OfThis;
        return database.Change(statements => statements.Run(
            "UPDATE runs SET state = 'running', process_id = @process, process_start = @start, attempts = attempts + 1, "
            + "started_at = coalesce(started_at, @now), ended_at = NULL, exit_code = NULL, last_line = NULL "
            + "WHERE id = @id AND state IN ('waiting', 'interrupted') AND NOT EXISTS (SELECT 1 FROM runs WHERE state = 'running')",
            ("@id", id), ("@process", own.Id), ("@start", own.Start), ("@now", database.Now))) == 1;
    }

    /// <summary>Notes how the run of this process ended. If it is done, its requests are. A run that another process has by now is left as
    /// it is.</summary>
    /// <param name="id">The run.</param>
    /// <param name="exitCode">As the process will end.</param>
    /// <param name="lastLine">What it said last.</param>
    /// <param name="peakBytes">The most memory that it held.</param>
    /// <param name="files">What it made: kind and path.</param>
    public void End(
        long id, int exitCode, string? lastLine, long? peakBytes, IReadOnlyList<(string Kind, string Path)> files)
    {
        var made = files.Select(file => (
            file.Kind, Path: database.Kept(file.Path), Hash: RunFile.HashOf(file.Path),
            Bytes: RunFiles.Kept.Contains(file.Kind) ? File.ReadAllBytes(file.Path) : null)).ToList();
        var own = ProcessMark.OfThis;
        database.Change(statements =>
        {
            var ended = statements.Run(
                "UPDATE runs SET ended_at = @now, exit_code = @code, last_line = @line, peak_bytes = @peak, state = "
                // The machine goes down: nobody wanted this run to end.
                + "CASE WHEN @state = 'cancelled' AND is_queued = 1 AND cancel_at IS NULL AND attempts < @most THEN 'interrupted' "
                + "ELSE @state END WHERE id = @id AND state = 'running' AND process_id = @process AND process_start = @start",
                ("@most", MostAttempts), ("@id", id), ("@process", own.Id), ("@start", own.Start), ("@state", StateAfter(exitCode)),
                ("@now", database.Now), ("@code", exitCode), ("@line", lastLine), ("@peak", peakBytes));
            if (ended == 0) return;
            foreach (var (kind, path, hash, bytes) in made)
                statements.Run(
                    "INSERT OR REPLACE INTO files (run, kind, path, sha256, bytes) VALUES (@run, @kind, @path, @hash, @bytes)",
                    ("@run", id), ("@kind", kind), ("@path", path), ("@hash", hash),
                    ("@bytes", bytes));
            if (exitCode == Tool.ExitCode.Success)
                statements.Run(
                    "UPDATE requests SET status = 'done', closed_at = @now, record_hash = "
                    + "(SELECT sha256 FROM files WHERE run = @run AND kind = @record) "
                    + "WHERE status = 'open' AND id IN (SELECT request FROM run_requests WHERE run = @run)",
                    ("@run", id), ("@now", database.Now), ("@record", RunFiles.Record));
        });
    }

    /// <summary>Takes it upon this process to ask a run's process to end: once, since it ends at once when it is asked again.</summary>
    public bool TryAskToEnd(long id) => database.Change(statements =>
        statements.Run("UPDATE runs SET is_asked = 1 WHERE id = @id AND is_asked = 0", ("@id", id))) == 1;

    /// <summary>Notes how the process of a run ended which could not say so itself. One that never began has failed.</summary>
    /// <param name="id">The run.</param>
    /// <param name="process">The number of its process; 0: it has none.</param>
    /// <param name="exitCode">As the process ended.</param>
    /// <param name="lastLine">What is known of it.</param>
    public void NoteExit(long id, int process, int exitCode, string? lastLine)
    {
        Settle();
        database.Change(statements =>
        {
            statements.Run(
                "UPDATE runs SET exit_code = @code WHERE id = @id AND state IN ('cancelled', 'failed', 'interrupted') "
                + "AND exit_code IS NULL AND process_id = @process", ("@id", id), ("@process", process), ("@code", exitCode));
            if (exitCode != Tool.ExitCode.Success)
                statements.Run(
                    "UPDATE runs SET state = 'failed', ended_at = @now, exit_code = @code, last_line = @line "
                    + "WHERE id = @id AND state IN ('waiting', 'interrupted') AND process_id IS NOT @process",
                    ("@id", id), ("@process", process), ("@now", database.Now), ("@code", exitCode),
                    ("@line", lastLine ?? "Its process could not begin."));
        });
    }

    /// <summary>The files that a run has made.</summary>
    public IReadOnlyList<RunFile> FilesOf(long id) => database.Read(statements => statements.List(
        "SELECT kind, path, sha256 FROM files WHERE run = @run ORDER BY kind",
        row => new RunFile(row.Text("kind"), database.PathOf(row.Text("path")), row.Text("sha256")), ("@run", id)));

    /// <summary>Opens a file of a run for reading: the one on disk, or the bytes in the register where that is gone or was
    /// changed.</summary>
    /// <returns>Null: there is none, or it is gone and its bytes are not kept.</returns>
    public Stream? Open(long id, string kind)
    {
        var found = database.Read(statements => statements.List(
            "SELECT path, sha256, bytes FROM files WHERE run = @run AND kind = @kind",
            row => (Path: database.PathOf(row.Text("path")), Hash: row.Text("sha256"), Bytes: row.Bytes("bytes")),
            ("@run", id), ("@kind", kind)));
        if (found is not [var file]) return null;
        return file.Bytes is not null ? new MemoryStream(file.Bytes, writable: false)
            : File.Exists(file.Path) ? File.OpenRead(file.Path)
            : null;
    }

    private void Settle() => DeadRuns.Settle(database);

    private long? Add(
        Func<Statements, bool> may, string kind, Func<long, (IReadOnlyList<string> Words, string? Folder)> make,
        IReadOnlyList<long> requests, string place, ProcessMark? process)
    {
        Settle(); // a run whose process is gone holds no request back
        return database.Change<long?>(statements =>
        {
            if (!may(statements)) return null;
            foreach (var request in requests)
                if (statements.List(
                    "SELECT r.id FROM runs r JOIN run_requests q ON q.run = r.id WHERE q.request = @request "
                    + "AND (r.state IN ('waiting', 'running') OR r.state = 'interrupted' AND r.is_queued = 1)",
                    row => row.Number("id"), ("@request", request)) is [var busy, ..])
                    throw ToolException.Usage(
                        $"Request {request} is being carried out by run {busy} already: wait for that run, or cancel it.");
            var id = statements.Insert(
                "INSERT INTO runs (kind, words, place, is_queued, process_id, process_start, created_at) "
                + "VALUES (@kind, '[]', @place, @queued, @process, @start, @now)",
                ("@kind", kind), ("@place", database.Kept(place)), ("@queued", process is null ? 1 : 0),
                ("@process", process?.Id), ("@start", process?.Start), ("@now", database.Now));
            var (words, folder) = make(id);
            statements.Run(
                "UPDATE runs SET words = @words, folder = @folder WHERE id = @id", ("@id", id), ("@words", RunRows.Kept(words)),
                ("@folder", folder is null ? null : database.Kept(folder)));
            foreach (var request in requests)
                statements.Run("INSERT INTO run_requests (run, request) VALUES (@run, @request)", ("@run", id), ("@request", request));
            return id;
        });
    }

    private static string StateAfter(int exitCode) => exitCode switch
    {
        Tool.ExitCode.Success or Tool.ExitCode.BelowBound => "done",
        Tool.ExitCode.Cancelled => "cancelled",
        _ => "failed",
    };
}
