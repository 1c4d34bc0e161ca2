using System.Diagnostics;

namespace MLNetUnlearning.Tool.Register;

/// <summary>Starts the runs that wait, one after another, each in a process of its own that outlives this one. It goes on with runs whose
/// process has died, and ends those that are to be cancelled. Several queues may share a database.</summary>
/// <param name="database">Where the runs are.</param>
internal sealed class RunQueue(Database database) : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500), Patience = TimeSpan.FromSeconds(10);

    private readonly RunRegister runs = new(database);
    private readonly SemaphoreSlim wake = new(0, 1);
    private readonly Dictionary<long, RunState> known = [];
    private long newest;
    private (long Run, Process Process)? started;

    /// <summary>A run has another state than before; at the first look, each run that there is. It is raised on a thread of the
    /// queue.</summary>
    public event Action<RegisteredRun>? Changed;

    /// <summary>It could not look after the runs, such as on a full disk, or who listens to <see cref="Changed"/> failed. It tries
    /// again.</summary>
    public event Action<Exception>? Failed;

    /// <summary>Looks after the runs until it is cancelled. Runs go on after that.</summary>
    public async Task Work(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                Look();
            }
            catch (Exception error)
            {
                Failed?.Invoke(error);
            }
            try
            {
                await wake.WaitAsync(Between, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Looks at once, as after a run was added.</summary>
    public void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // it is about to look
        }
    }

    /// <summary>Asks a run to end, and looks after it: it has ten seconds to keep its state.</summary>
    public void Cancel(long id)
    {
        runs.Cancel(id);
        Wake();
    }

    /// <summary>One look at the runs that are not over.</summary>
    internal void Look()
    {
        if (started is { Process: { HasExited: true } ended, Run: var id })
        {
            runs.NoteExit(id, ended.Id, ended.ExitCode, null);
            ended.Dispose();
            started = null;
        }
        var active = runs.Active(newest);
        foreach (var run in active.Where(run => run is { State: RunState.Running, CancelAt: not null })) End(run);
        if (started is null && !active.Any(run => run.State == RunState.Running)
            && active.FirstOrDefault(run => run is { IsQueued: true, State: RunState.Waiting or RunState.Interrupted }) is { } next)
            Begin(next);
        Tell(active);
    }

    public void Dispose()
    {
        started?.Process.Dispose();
        wake.Dispose();
    }

    /// <summary>Says what has another state than before, also what is over now.</summary>
    private void Tell(IReadOnlyList<RegisteredRun> active)
    {
        var over = known.Keys.Except(active.Select(run => run.Id)).Select(runs.Run).ToList();
        foreach (var run in active.Concat(over))
        {
            if (!known.TryGetValue(run.Id, out var before) || before != run.State) Changed?.Invoke(run);
            known[run.Id] = run.State;
        }
        foreach (var run in over) known.Remove(run.Id);
        if (active.Count > 0) newest = Math.Max(newest, active[^1].Id);
    }

    private void Begin(RegisteredRun run)
    {
        try
        {
            started = (run.Id, ChildRun.Start(database.FullPath, run));
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or IOException or UnauthorizedAccessException)
        {
            runs.NoteExit(run.Id, 0, ExitCode.FailedRun, $"Its process could not begin: {Failure.LineOf(error)}");
        }
    }

    private void End(RegisteredRun run)
    {
        if (database.Now - run.CancelAt > Patience) run.Process!.Kill();
        else if (runs.TryAskToEnd(run.Id)) run.Process!.AskToEnd();
    }
}
