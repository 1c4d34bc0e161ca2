namespace MLNetUnlearning.Data;

/// <summary>How many users something has that the last one frees. Its maker is the first.</summary>
internal sealed class UserCount
{
    private int users = 1;

    /// <summary>Adds a user, unless the last one has already left.</summary>
    public bool TryEnter()
    {
        for (var seen = Volatile.Read(ref users); seen > 0;)
        {
            var found = Interlocked.CompareExchange(ref users, seen + 1, seen);
            if (found == seen) return true;
            seen = found;
        }
        return false;
    }

    /// <summary>Removes a user; to be called once for each entry.</summary>
    /// <returns>Whether it was the last one.</returns>
    public bool Leave() => Interlocked.Decrement(ref users) == 0;
}
