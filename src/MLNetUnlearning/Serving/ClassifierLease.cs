using MLNetUnlearning.Data;

namespace MLNetUnlearning.Serving;

/// <summary>Lends a pool's classifier for a while. The classifier stays the
/// same and alive, even if the pool swaps in another one meanwhile.</summary>
/// <remarks>Choose it to look at the classifier before scoring, for example at the shape of its rows or the class names. Take one lease
/// for each request and dispose it at the end. A lease is for one thread at a time.</remarks>
public sealed class ClassifierLease : IDisposable
{
    private readonly ClassifierPool pool;
    private SharedClassifier? shared;

    internal ClassifierLease(ClassifierPool pool, SharedClassifier shared) => (this.pool, this.shared) = (pool, shared);

    /// <summary>The classifier. Do not dispose it, and do not use it after the lease has ended.</summary>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public NeuralClassifier Classifier => Shared.Classifier;

    private SharedClassifier Shared => shared ?? throw new ObjectDisposedException(nameof(ClassifierLease));

    /// <summary>Scores an image or vector together with those of other waiting requests. The lease may end before the answer
    /// arrives.</summary>
    /// <param name="pixels">The image or vector, in the form that <see cref="NeuralClassifier.Shape"/>
    /// describes. It is copied before the call returns.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ArgumentException">The number of features is not that of the shape, or one is NaN or out of range.</exception>
    /// <exception cref="ClassifierPoolFullException">Too many images are waiting.</exception>
    /// <exception cref="ObjectDisposedException">The lease has ended, or the pool is disposed.</exception>
    /// <exception cref="OperationCanceledException">The waiting was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The scores are not finite.</exception>
    public Task<RowPrediction> ScoreAsync(ReadOnlySpan<float> pixels, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<RowPrediction>(cancellationToken);
        var unit = UnitPixels.Read(pixels, Classifier.Shape);
        Shared.TryEnter(); // never fails: the lease itself is a user
        return pool.Enqueue(new PendingRow(Shared, unit, cancellationToken));
    }

    /// <summary>Ends the lease.</summary>
    public void Dispose() => Interlocked.Exchange(ref shared, null)?.Leave();
}

/// <summary>A classifier with several users: the pool, each lease and each pending image. The last one to leave frees it.</summary>
internal sealed class SharedClassifier(NeuralClassifier classifier)
{
    private readonly UserCount users = new();

    public NeuralClassifier Classifier => classifier;

    /// <inheritdoc cref="UserCount.TryEnter"/>
    public bool TryEnter() => users.TryEnter();

    /// <summary>Removes a user; to be called once for each entry.</summary>
    public void Leave()
    {
        if (users.Leave()) classifier.Dispose();
    }
}
