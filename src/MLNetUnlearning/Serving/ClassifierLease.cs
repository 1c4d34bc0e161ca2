using MLNetUnlearning.Data;

namespace MLNetUnlearning.Serving;

/// <summary>The use of a pool's classifier for a while: it is the same one, and stays alive, whatever the pool swaps in
/// meanwhile.</summary>
/// <remarks>
/// For whoever needs to know the classifier before scoring: the size that images must have, the names of the classes. Keep it for one
/// request and dispose it
/// at its end. For one thread at a time; each request takes a lease of its own.
/// </remarks>
public sealed class ClassifierLease : IDisposable
{
    private readonly ClassifierPool pool;
    private SharedClassifier? shared;

    internal ClassifierLease(ClassifierPool pool, SharedClassifier shared) => (this.pool, this.shared) = (pool, shared);

    /// <summary>The classifier. Do not dispose it, and do not use it after the lease.</summary>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public NeuralClassifier Classifier => Shared.Classifier;

    private SharedClassifier Shared => shared ?? throw new ObjectDisposedException(nameof(ClassifierLease));

    /// <summary>Scores an image, together with those of other requests that are waiting. Ending the lease before the answer is
    /// allowed.</summary>
    /// <param name="pixels">The image as <see cref="NeuralClassifier.Shape"/> states it; copied before the call returns.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ArgumentException">There are more or fewer pixels than the shape says, or one is NaN or out of range.</exception>
    /// <exception cref="ClassifierPoolFullException">Too many images are waiting.</exception>
    /// <exception cref="ObjectDisposedException">The lease has ended, or the pool is disposed.</exception>
    /// <exception cref="OperationCanceledException">The waiting was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The scores are not finite.</exception>
    public Task<RowPrediction> ScoreAsync(ReadOnlySpan<float> pixels, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<RowPrediction>(cancellationToken);
        var unit = UnitPixels.Read(pixels, Classifier.Shape);
        Shared.TryEnter(); // never fails: the lease is a user
        return pool.Enqueue(new PendingRow(Shared, unit, cancellationToken));
    }

    /// <summary>Ends the use.</summary>
    public void Dispose() => Interlocked.Exchange(ref shared, null)?.Leave();
}

/// <summary>A classifier with several users, freed by the last of them: the pool, each lease, each image on its way.</summary>
internal sealed class SharedClassifier(NeuralClassifier classifier)
{
    private int users = 1; // whoever made it

    public NeuralClassifier Classifier => classifier;

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
