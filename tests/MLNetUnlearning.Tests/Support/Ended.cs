namespace MLNetUnlearning.Tests;

/// <summary>The end of a run from outside, as near to a killed process as an exception comes: nothing is written any more.</summary>
internal sealed class EndedException : Exception;

/// <summary>Ends a run at one of its progress reports.</summary>
/// <param name="reports">Which report, counted from 1.</param>
internal sealed class EndAt(int reports) : IProgress<UnlearningProgress>
{
    private int left = reports;

    /// <summary>All reports so far.</summary>
    public List<UnlearningProgress> Reports { get; } = [];

    public void Report(UnlearningProgress value)
    {
        Reports.Add(value);
        if (--left == 0) throw new EndedException();
    }
}

/// <summary>Keeps states in memory, and ends the run after some number of writings.</summary>
internal sealed class MemoryStore(int writings) : ICheckpointStore
{
    private readonly Dictionary<string, LoopState> states = [];
    private int left = writings;

    public string Place => "memory";

    public LoopState? Read(string loop) => states.GetValueOrDefault(loop);

    public void Write(string loop, LoopState state)
    {
        var copies = state.Tensors.ToDictionary(each => each.Key, each => each.Value.detach().clone().DetachFromDisposeScope());
        states[loop] = state with { Tensors = copies };
        if (--left == 0) throw new EndedException();
    }

    public void Remove() => states.Clear();

    public void Dispose()
    {
    }
}
