namespace MLNetUnlearning.Tool.Register;

/// <summary>The requests to be forgotten.</summary>
internal sealed class RequestRegister(Database database)
{
    private const string Columns =
        "SELECT r.*, w.name, w.contact, w.note, w.request AS asked FROM requests r LEFT JOIN requesters w ON w.request = r.id";

    public Database Database => database;

    /// <summary>Adds a request.</summary>
    /// <param name="model">The file of the classifier.</param>
    /// <param name="data">The data: a path, or the word <c>synthetic</c>.</param>
    /// <param name="what">What is to be forgotten.</param>
    /// <param name="received">When it came in; null: now.</param>
    /// <param name="months">After how many months it is due.</param>
    /// <param name="requester">Who asked.</param>
    /// <exception cref="ToolException">It came in later than now.</exception>
    public ForgettingRequest Add(
        string model, string data, WhatToForget what, DateTimeOffset? received = null, int months = 1, Requester? requester = null) =>
        AddIf(_ => true, model, data, what, received, months, requester)!;

    /// <summary>Adds a request, unless something speaks against it at that moment.</summary>
    /// <param name="may">Whether it may be added. What it changes is changed together with that.</param>
    /// <param name="model">The file of the classifier.</param>
    /// <param name="data">The data: a path, or the word <c>synthetic</c>.</param>
    /// <param name="what">What is to be forgotten.</param>
    /// <param name="received">When it came in; null: now.</param>
    /// <param name="months">After how many months it is due.</param>
    /// <param name="requester">Who asked.</param>
    /// <returns>Null: it was not added.</returns>
    /// <exception cref="ToolException">It came in later than now.</exception>
    public ForgettingRequest? AddIf(
        Func<Statements, bool> may, string model, string data, WhatToForget what, DateTimeOffset? received = null, int months = 1,
        Requester? requester = null)
    {
        var at = Moment.Of(received ?? database.Now);
        ThrowIfLater(at, database.Now);
        var id = database.Change<long?>(statements =>
        {
            if (!may(statements)) return null;
            var added = statements.Insert(
                "INSERT INTO requests (received_at, due_at, model, data, what) VALUES (@received, @due, @model, @data, @what)",
                ("@received", at), ("@due", Period.End(at, months)), ("@model", database.Kept(model)),
                ("@data", data == Data.DataSource.SyntheticWord ? data : database.Kept(data)), ("@what", what.ToJson()));
            if (requester is not null)
                statements.Run(
                    "INSERT INTO requesters (request, name, contact, note) VALUES (@request, @name, @contact, @note)",
                    ("@request", added), ("@name", requester.Name), ("@contact", requester.Contact), ("@note", requester.Note));
            return added;
        });
        return id is { } number ? Request(number) : null;
    }

    /// <exception cref="ToolException">A request came in later than now.</exception>
    public static void ThrowIfLater(DateTimeOffset? received, DateTimeOffset now)
    {
        if (received > now)
            throw ToolException.Usage($"--received is {received:yyyy-MM-ddTHH:mmzzz}, which is later than now: look at the time.");
    }

    /// <summary>All requests, the one that is due first at the top, and closed ones at the end.</summary>
    public IReadOnlyList<ForgettingRequest> Requests() =>
    [
        .. database.Read(statements => Read(statements, ""))
            .OrderBy(request => request.Status != RequestStatus.Open).ThenBy(request => request.DueAt).ThenBy(request => request.Id),
    ];

    /// <exception cref="ToolException">There is none of this number.</exception>
    public ForgettingRequest Request(long id) => database.Read(statements => Required(statements, id));

    /// <summary>Notes more time for a request.</summary>
    /// <param name="id">The request.</param>
    /// <param name="until">The new last day.</param>
    /// <param name="reason">Why.</param>
    /// <remarks>A day that was noted by mistake is set right by noting another one.</remarks>
    /// <exception cref="ToolException">It is closed, or the day is not later than the end of the first period.</exception>
    public ForgettingRequest Extend(long id, DateTimeOffset until, string reason) => database.Change(statements =>
    {
        var (request, end) = (RequiredOpen(statements, id), Period.EndOfDay(until));
        if (end <= request.FirstDueAt || end == request.DueAt)
            throw ToolException.Usage(
                $"Request {id} is due on {(end == request.DueAt ? end : request.FirstDueAt):yyyy-MM-dd} as it is: choose a later "
                + "day.");
        statements.Run(
            "INSERT INTO extensions (request, until, reason, noted_at) VALUES (@id, @until, @reason, @now)",
            ("@id", id), ("@until", end), ("@reason", reason), ("@now", database.Now));
        return Required(statements, id);
    });

    /// <summary>Closes a request that is not to be carried out.</summary>
    /// <exception cref="ToolException">It is closed.</exception>
    public ForgettingRequest Withdraw(long id, string reason) => database.Change(statements =>
    {
        RequiredOpen(statements, id);
        statements.Run(
            "UPDATE requests SET status = 'withdrawn', closed_at = @now, reason = @reason WHERE id = @id",
            ("@id", id), ("@reason", reason), ("@now", database.Now));
        return Required(statements, id);
    });

    /// <summary>Removes who asked. Afterwards no byte of it is in the file, nor in the log of changes beside it.</summary>
    /// <param name="id">The request.</param>
    /// <param name="withWhat">Removes what was to be forgotten too, of a request that is closed: from the request, from what is marked,
    /// from the reasons that were noted, and from the words, last lines and reports of its runs.</param>
    /// <param name="patience">How long it waits for other processes; null: half a minute.</param>
    /// <exception cref="ToolException">A run of the request is not over; or another process keeps the file from being cleared, and the same
    /// call clears it later.</exception>
    public ForgettingRequest Purge(long id, bool withWhat = false, TimeSpan? patience = null)
    {
        database.Change(statements =>
        {
            var request = Required(statements, id);
            if (request.Status == RequestStatus.Open && withWhat)
                throw ToolException.Usage($"Request {id} is open: what is to be forgotten is needed until it is done or withdrawn.");
            if (withWhat)
            {
                ThrowIfAtWork(statements, id);
                RemoveWhat(statements, request);
            }
            var removed = statements.Run("DELETE FROM requesters WHERE request = @id", ("@id", id));
            if (removed > 0)
                statements.Run("UPDATE requests SET purged_at = @now WHERE id = @id", ("@id", id), ("@now", database.Now));
        });
        database.Merge(patience);
        return Request(id);
    }

    /// <summary>Refuses while a run of a request is not over: it would go on writing what is to be removed.</summary>
    private static void ThrowIfAtWork(Statements statements, long id)
    {
        long[] runs = [.. statements.List(
            "SELECT id FROM runs WHERE state IN ('waiting', 'running') AND id IN (SELECT run FROM run_requests WHERE request = @id)",
            row => row.Number("id"), ("@id", id))];
        if (runs.Length > 0)
            throw ToolException.Usage(
                $"Run {runs[0]} of request {id} is not over, and writes what is to be removed: let it end, or cancel it on the page, and "
                + "give this again.");
    }

    private void RemoveWhat(Statements statements, ForgettingRequest request)
    {
        var id = request.Id;
        statements.Run(
            "UPDATE requests SET what = @what, what_purged_at = @now WHERE id = @id",
            ("@id", id), ("@what", WhatToForget.Removed.ToJson()), ("@now", database.Now));
        foreach (var (draft, marks) in statements.List(
            "SELECT d.id, d.marks FROM drafts d JOIN requests r ON r.data = d.data WHERE r.id = @id",
            row => (row.Number("id"), Marks.Parse(row.Text("marks"))), ("@id", id)))
            statements.Run(
                "UPDATE drafts SET marks = @marks, before = NULL WHERE id = @draft",
                ("@draft", draft), ("@marks", marks.Without(Marks.Of(request.What)).ToJson()));
        // Whoever wrote a reason may have named somebody.
        statements.Run("UPDATE requests SET reason = 'removed' WHERE id = @id AND reason IS NOT NULL", ("@id", id));
        statements.Run("UPDATE extensions SET reason = 'removed' WHERE request = @id", ("@id", id));
        const string OfRequest = "id IN (SELECT run FROM run_requests WHERE request = @id)";
        foreach (var (run, words) in statements.List(
            $"SELECT id, words FROM runs WHERE {OfRequest}", row => (row.Number("id"), RunRows.WordsOf(row)), ("@id", id)))
            statements.Run(
                "UPDATE runs SET words = @words, last_line = NULL WHERE id = @run",
                ("@run", run), ("@words", RunRows.Kept(Session.Without(words, Tool.Requests.Forget))));
        statements.Run(
            $"UPDATE files SET bytes = NULL WHERE kind = @report AND run IN (SELECT id FROM runs WHERE {OfRequest})",
            ("@id", id), ("@report", RunFiles.Report));
    }

    /// <summary>A request that is open.</summary>
    /// <exception cref="ToolException">It is closed, or not there.</exception>
    public ForgettingRequest RequestToCarryOut(long id) => database.Read(statements => RequiredOpen(statements, id));

    private ForgettingRequest RequiredOpen(Statements statements, long id) =>
        Required(statements, id) is { Status: RequestStatus.Open } open
            ? open
            : throw ToolException.Usage($"Request {id} is closed already: mlnet-unlearn requests show {id} says how.");

    private ForgettingRequest Required(Statements statements, long id) =>
        Read(statements, " WHERE r.id = @id", ("@id", id)) is [var request]
            ? request
            : throw ToolException.WrongData($"There is no request {id}: mlnet-unlearn requests list --all lists them.");

    private List<ForgettingRequest> Read(Statements statements, string which, params (string Name, object? Value)[] values)
    {
        var extensions = statements.List(
            "SELECT * FROM extensions ORDER BY id",
            row => (Request: row.Number("request"), Item: new Extension(row.Time("until"), row.Text("reason"), row.Time("noted_at"))))
            .ToLookup(one => one.Request, one => one.Item);
        var runs = statements.List(
            "SELECT * FROM run_requests ORDER BY run", row => (Request: row.Number("request"), Run: row.Number("run")))
            .ToLookup(one => one.Request, one => one.Run);
        return statements.List(Columns + which + " ORDER BY r.id", row => Of(row, extensions, runs), values);
    }

    private ForgettingRequest Of(Row row, ILookup<long, Extension> extensions, ILookup<long, long> runs) => new(
        row.Number("id"), row.Time("received_at"), row.Time("due_at"), database.PathOf(row.Text("model")),
        row.Text("data") is Data.DataSource.SyntheticWord ? Data.DataSource.SyntheticWord : database.PathOf(row.Text("data")),
        WhatToForget.Parse(row.Text("what")), Enum.Parse<RequestStatus>(row.Text("status"), ignoreCase: true))
    {
        ClosedAt = row.TimeOrNull("closed_at"),
        Reason = row.TextOrNull("reason"),
        RecordHash = row.TextOrNull("record_hash"),
        PurgedAt = row.TimeOrNull("purged_at"),
        WhatPurgedAt = row.TimeOrNull("what_purged_at"),
        Requester = row.NumberOrNull("asked") is null
            ? null : new Requester(row.TextOrNull("name"), row.TextOrNull("contact"), row.TextOrNull("note")),
        Extensions = [.. extensions[row.Number("id")]],
        Runs = [.. runs[row.Number("id")]],
    };
}
