namespace MLNetUnlearning.Networks;

/// <summary>Until when weights are there: they are freed when their owner has given them up and the last use has ended. So a thread that
/// disposes of a classifier takes nothing away from one that is scoring.</summary>
/// <param name="owner">The name of the type that is disposed, for the exception.</param>
/// <param name="free">Frees the weights; called once.</param>
internal sealed class Lifetime(string owner, Action free)
{
    private int users = 1; // the owner
    private int isOver;

    /// <summary>Begins a use, which ends when the result is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The owner has given the weights up.</exception>
    public IDisposable Enter()
    {
        ThrowIfOver();
        for (var seen = Volatile.Read(ref users); seen > 0;)
        {
            var found = Interlocked.CompareExchange(ref users, seen + 1, seen);
            if (found == seen) return new Use(this);
            seen = found;
        }
        throw new ObjectDisposedException(owner);
    }

    /// <summary>Refuses what comes after the owner has given the weights up.</summary>
    /// <exception cref="ObjectDisposedException">It has.</exception>
    public void ThrowIfOver()
    {
        if (Volatile.Read(ref isOver) != 0) throw new ObjectDisposedException(owner);
    }

    /// <summary>The owner gives the weights up. From now on nobody enters.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref isOver, 1) == 0) Leave();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref users) == 0) free();
    }

    private sealed class Use(Lifetime lifetime) : IDisposable
    {
        private Lifetime? used = lifetime;

        public void Dispose() => Interlocked.Exchange(ref used, null)?.Leave();
    }
}
