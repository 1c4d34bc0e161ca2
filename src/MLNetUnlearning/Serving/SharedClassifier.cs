namespace MLNetUnlearning.Serving;

/// <summary>A classifier with several users, freed by the last of them: the pool, each lease, each image on its way.</summary>
internal sealed class SharedClassifier(ImageClassifier classifier)
{
    private int users = 1; // whoever made it

    public ImageClassifier Classifier => classifier;

    /// <summary>Becomes a user, unless the last one has left already.</summary>
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

    /// <summary>Ends being a user; once for each entry.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref users) == 0) classifier.Dispose();
    }
}
