namespace MLNetUnlearning.Tool.Register;

/// <summary>Runs whose process has ended without a word.</summary>
internal static class DeadRuns
{
    /// <summary>Notes what has become of them. A run of which it cannot be told now whether its process has ended is left alone.</summary>
    public static void Settle(Database database)
    {
        const string Which = " WHERE state = 'running' OR state = 'waiting' AND is_queued = 0";
        var dead = database.Read(statements => RunRows.Read(statements, database, Which))
            .Where(run => run.Process is null or { IsAlive: false }).ToList();
        if (dead.Count == 0) return;
        database.Change(statements =>
        {
            foreach (var run in dead)
            {
                var state = run.CancelAt is not null || run.State == RunState.Waiting ? RunState.Cancelled
                    : !run.IsQueued || run.Attempts >= RunRegister.MostAttempts ? RunState.Failed : RunState.Interrupted;
                var line = state switch
                {
                    RunState.Failed when run.IsQueued => string.Create(
                        CultureInfo.InvariantCulture, $"Its process ended without a word {run.Attempts} times: look at its log."),
                    RunState.Cancelled => "Its process was ended.",
                    _ => "Its process ended without a word.",
                };
                statements.Run(
                    "UPDATE runs SET state = @state, ended_at = @now, last_line = @line "
                    + "WHERE id = @id AND process_id = @process AND process_start = @start AND state IN ('running', 'waiting')",
                    ("@id", run.Id), ("@state", state.ToString().ToLowerInvariant()), ("@now", database.Now), ("@line", line),
                    ("@process", run.Process?.Id), ("@start", run.Process?.Start));
            }
        });
    }
}
