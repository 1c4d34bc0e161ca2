using System.Collections.Concurrent;

namespace MLNetUnlearning.Serving;

/// <summary>Scores images for many threads at once, and lets another classifier take over without a request noticing: for
/// services.</summary>
/// <remarks>
/// <para>Images wait in a queue of limited length. A thread of the pool takes what is there, up to <c>maximumBatchSize</c> images, and
/// scores them in one pass
/// through the network: the busier the service, the larger the batches and the cheaper each image. Nothing waits for a batch to
/// fill.</para>
/// <para>Every image is scored by the classifier that was in use when it was handed in. <see cref="SwapAsync"/> changes what later ones
/// meet; the former
/// classifier is freed as soon as its last image is answered and its last lease ended.</para>
/// <para>With the networks of this library an image scores the same, to the bit, whatever else is in its batch.</para>
/// <para>All members may be called from any thread. Scoring a view or a list of rows needs no pool:
/// <see cref="NeuralClassifier.Transform"/>.</para>
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
    private SharedClassifier? current; // null: disposed

    /// <summary>Starts the pool.</summary>
    /// <param name="classifier">The classifier in use; it belongs to the pool from now on, which disposes it.</param>
    /// <param name="maximumBatchSize">Most images in a pass: 1 or more. More raise the throughput under load and the longest time that an
    /// image takes.</param>
    /// <param name="maximumWaiting">Most images that wait: 1 or more. Further ones are refused, so that a service under too much load
    /// answers quickly and holds little memory.</param>
    /// <param name="numberOfWorkers">Threads that score: 1 or more. One is right as long as tensor operations use all cores, which is their
    /// default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public ClassifierPool(NeuralClassifier classifier, int maximumBatchSize = 32, int maximumWaiting = 1024, int numberOfWorkers = 1)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumBatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumWaiting, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfWorkers, 1);
        current = new SharedClassifier(classifier);
        queue = new BlockingCollection<PendingRow>(maximumWaiting);
        workers = Enumerable.Range(0, numberOfWorkers).Select(_ => new ScoringWorker(queue, maximumBatchSize)).ToList();
    }

    /// <summary>The classifier in use, for one request.</summary>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public ClassifierLease Lease()
    {
        while (true)
        {
            var shared = Volatile.Read(ref current) ?? throw new ObjectDisposedException(nameof(ClassifierPool));
            if (shared.TryEnter()) return new ClassifierLease(this, shared); // otherwise it was swapped out and freed this very moment
        }
    }

    /// <summary>Scores an image by the classifier in use.</summary>
    /// <inheritdoc cref="ClassifierLease.ScoreAsync"/>
    public Task<RowPrediction> ScoreAsync(ReadOnlySpan<float> pixels, CancellationToken cancellationToken = default)
    {
        using var lease = Lease();
        return lease.ScoreAsync(pixels, cancellationToken);
    }

    /// <summary>Puts another classifier in use, after trying it out on a black image. Images that wait or are computed are scored by the
    /// former one.</summary>
    /// <param name="next">The classifier; when the call succeeds it belongs to the pool. Its images and classes may be others than
    /// before.</param>
    /// <param name="cancellationToken">Ends the trying out.</param>
    /// <returns>A task that ends when every request from then on meets the new classifier.</returns>
    /// <exception cref="ArgumentException"><paramref name="next"/> is the classifier in use.</exception>
    /// <exception cref="InvalidOperationException">Its scores are not finite; the former one stays in use.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled; the former classifier stays in use.</exception>
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

    /// <summary>Answers what is waiting, refuses what comes later, ends the threads, and frees the classifier as soon as the last lease has
    /// ended.</summary>
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
        catch (InvalidOperationException) // closed
        {
            image.Drop();
            throw new ObjectDisposedException(nameof(ClassifierPool));
        }
        image.Drop();
        throw new ClassifierPoolFullException($"{queue.BoundedCapacity} images are waiting already, as many as this pool lets wait. Try again later.");
    }
}
