using System.Collections.Concurrent;

namespace MLNetUnlearning.Serving;

/// <summary>Scores images for many threads at once and can replace its classifier without interrupting requests; for services.</summary>
/// <remarks>
/// <para>Images wait in a queue of limited length. A thread of the pool takes all waiting images,
/// up to <c>maximumBatchSize</c>, and scores them in one pass through the network. So a busier
/// service has larger batches and cheaper images. No image waits for a batch to fill.</para>
/// <para>Each image is scored by the classifier that was in use when the image was handed in. <see cref="SwapAsync"/> changes the
/// classifier for later images. The former classifier is freed once its last image is answered and its last lease has ended.</para>
/// <para>With the networks of this library, the scores of an image are the same to the bit, whatever else is in its batch.</para>
/// <para>All members may be called from any thread. To score a view or a list
/// of rows, use <see cref="NeuralClassifier.Transform"/> instead.</para>
/// </remarks>
/// <example><code>
/// using var pool = new ClassifierPool(ml.Unlearning().LoadClassifier("model.zip"));
/// var answer = await pool.ScoreAsync(pixels, cancellationToken);       // from any thread
/// await pool.SwapAsync(ml.Unlearning().LoadClassifier("unlearned.zip")); // while others score
/// </code></example>
public sealed class ClassifierPool : IDisposable
{
    private readonly BlockingCollection<PendingRow> queue;
    private readonly List<ScoringWorker> workers;
    private SharedClassifier? current; // null after disposal

    /// <summary>Starts the pool.</summary>
    /// <param name="classifier">The classifier in use. From now on the pool owns it and disposes it.</param>
    /// <param name="maximumBatchSize">The most images in a pass; at least 1. More give a higher throughput under load and a longer worst
    /// case for one image.</param>
    /// <param name="maximumWaiting">The most waiting images; at least 1. Further images are refused, so that an overloaded service answers
    /// quickly and holds little memory.</param>
    /// <param name="numberOfWorkers">The number of scoring threads; at least 1. One is right while tensor operations use all cores, which
    /// is their default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public ClassifierPool(NeuralClassifier classifier, int maximumBatchSize = 32, int maximumWaiting = 1024, int numberOfWorkers = 1)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumBatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumWaiting, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfWorkers, 1);
        classifier.Pass.ThrowIfOver();
        current = new SharedClassifier(classifier);
        queue = new BlockingCollection<PendingRow>(maximumWaiting);
        workers = Enumerable.Range(0, numberOfWorkers).Select(_ => new ScoringWorker(queue, maximumBatchSize)).ToList();
    }

    /// <summary>Lends the classifier in use for one request.</summary>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public ClassifierLease Lease()
    {
        while (true)
        {
            var shared = Volatile.Read(ref current) ?? throw new ObjectDisposedException(nameof(ClassifierPool));
            if (shared.TryEnter()) return new ClassifierLease(this, shared); // otherwise it was swapped out and freed just now
        }
    }

    /// <summary>Scores an image with the classifier in use.</summary>
    /// <inheritdoc cref="ClassifierLease.ScoreAsync"/>
    public Task<RowPrediction> ScoreAsync(ReadOnlySpan<float> pixels, CancellationToken cancellationToken = default)
    {
        using var lease = Lease();
        return lease.ScoreAsync(pixels, cancellationToken);
    }

    /// <summary>Puts another classifier in use, after a trial on a black image. Images that are waiting or being scored get their answer
    /// from the former one.</summary>
    /// <param name="next">The classifier. If the call succeeds, the pool owns it.
    /// Its image shape and classes may differ from those of the former one.</param>
    /// <param name="cancellationToken">Ends the trial.</param>
    /// <returns>A task that ends when all further requests use the new classifier.</returns>
    /// <exception cref="ArgumentException"><paramref name="next"/> is the classifier in use.</exception>
    /// <exception cref="InvalidOperationException">Its scores are not finite. The former classifier stays in use.</exception>
    /// <exception cref="ObjectDisposedException">The pool or the classifier is disposed.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled. The former classifier stays in use.</exception>
    public async Task SwapAsync(NeuralClassifier next, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(next);
        await ScoringPass.TryOut(next, cancellationToken).ConfigureAwait(false);
        var shared = new SharedClassifier(next);
        for (var seen = Volatile.Read(ref current); ;)
        {
            if (seen is null) throw new ObjectDisposedException(nameof(ClassifierPool));
            if (ReferenceEquals(seen.Classifier, next)) throw new ArgumentException("This classifier is in use already.", nameof(next));
            var found = Interlocked.CompareExchange(ref current, shared, seen);
            if (found == seen)
            {
                seen.Leave();
                return;
            }
            seen = found;
        }
    }

    /// <summary>Answers all waiting images, refuses later ones, ends the threads,
    /// and frees the classifier once the last lease has ended.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref current, null) is not { } last) return;
        queue.CompleteAdding();
        workers.ForEach(worker => worker.Join());
        last.Leave();
    }

    /// <summary>Hands an image to the workers.</summary>
    internal Task<RowPrediction> Enqueue(PendingRow image)
    {
        try
        {
            if (queue.TryAdd(image)) return image.Answer;
        }
        catch (InvalidOperationException) // the queue is closed
        {
            image.Drop();
            throw new ObjectDisposedException(nameof(ClassifierPool));
        }
        image.Drop();
        throw new ClassifierPoolFullException(
            $"{queue.BoundedCapacity} images are waiting, which is the limit of this pool. Try again later.");
    }
}

/// <summary>A <see cref="ClassifierPool"/> refuses an image because its queue
/// is full. Try again later; a web service answers with status 503.</summary>
public sealed class ClassifierPoolFullException : InvalidOperationException
{
    /// <summary>Creates the exception without a message.</summary>
    public ClassifierPoolFullException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">How many images are waiting.</param>
    public ClassifierPoolFullException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">How many images are waiting.</param>
    /// <param name="innerException">The exception that caused this one.</param>
    public ClassifierPoolFullException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
