using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MLNetUnlearning.Serving;

/// <summary>A thread that scores what is waiting: as many images together as there are, one pass through the network for all of
/// them.</summary>
/// <remarks>A thread of its own, because each thread that calls tensor operations gets a team of helper threads: calls from the thread pool
/// would pile them up.</remarks>
internal sealed class ScoringWorker
{
    private readonly BlockingCollection<PendingRow> queue;
    private readonly int maximumBatchSize;
    private readonly Thread thread;

    public ScoringWorker(BlockingCollection<PendingRow> queue, int maximumBatchSize)
    {
        (this.queue, this.maximumBatchSize) = (queue, maximumBatchSize);
        thread = new Thread(Run) { IsBackground = true, Name = "MLNetUnlearning scoring" };
        thread.Start();
    }

    /// <summary>Waits until everything that was taken is answered; the queue must have been closed.</summary>
    public void Join() => thread.Join();

    private void Run()
    {
        foreach (var first in queue.GetConsumingEnumerable())
        {
            var batch = new List<PendingRow> { first };
            // No waiting for more: while one batch is computed, the next one gathers.
            while (batch.Count < maximumBatchSize && queue.TryTake(out var next)) batch.Add(next);
            foreach (var images in batch.GroupBy(image => image.Classifier)) Score(images.Key.Classifier, Awaited(images));
        }
    }

    private static List<PendingRow> Awaited(IEnumerable<PendingRow> images)
    {
        var awaited = new List<PendingRow>();
        foreach (var image in images)
            if (image.IsAwaited) awaited.Add(image);
            else image.Drop();
        return awaited;
    }

    private static void Score(NeuralClassifier classifier, List<PendingRow> images)
    {
        if (images.Count == 0) return;
        try
        {
            var scores = ScoringPass.Run(classifier, images.ConvertAll(image => image.Pixels));
            for (var i = 0; i < images.Count; i++) images[i].Complete(classifier.Labels.Names, scores[i]);
        }
        catch (Exception exception) // whatever it is, it belongs to those who wait, and the thread goes on
        {
            foreach (var image in images) image.Fail(exception);
        }
    }
}

/// <summary>An image on its way: it keeps its classifier in use until it is answered or given up, which happens once to each.</summary>
internal sealed class PendingRow
{
    private readonly TaskCompletionSource<RowPrediction> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration cancellation;
    private bool left;

    /// <summary>Takes over one use of the classifier.</summary>
    /// <param name="classifier">The classifier, entered for this image.</param>
    /// <param name="pixels">The image, pixels of 0 to 1; nobody changes it from now on.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public PendingRow(SharedClassifier classifier, float[] pixels, CancellationToken cancellationToken)
    {
        (Classifier, Pixels) = (classifier, pixels);
        cancellation = cancellationToken.UnsafeRegister((_, token) => answer.TrySetCanceled(token), null);
    }

    public SharedClassifier Classifier { get; }

    public float[] Pixels { get; }

    public Task<RowPrediction> Answer => answer.Task;

    /// <summary>Whether anybody still waits for the answer.</summary>
    public bool IsAwaited => !answer.Task.IsCompleted;

    /// <summary>Gives the answer, or says that the scores are not finite.</summary>
    public void Complete(IReadOnlyList<string> classes, float[] scores)
    {
        try
        {
            var prediction = RowPrediction.Of(classes, scores);
            Drop();
            answer.TrySetResult(prediction);
        }
        catch (InvalidOperationException exception)
        {
            Fail(exception);
        }
    }

    /// <summary>Says why there is no answer; nothing where there is one already.</summary>
    public void Fail(Exception exception)
    {
        Drop();
        answer.TrySetException(exception);
    }

    /// <summary>Ends the use of the classifier: the answer, if any, is seen after that.</summary>
    public void Drop()
    {
        if (left) return;
        left = true;
        cancellation.Dispose();
        Classifier.Leave();
    }
}

/// <summary>One pass of some images through a classifier's network.</summary>
internal static class ScoringPass
{
    /// <summary>The probabilities of the classes, for each image.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="images">Images of its shape, pixels of 0 to 1.</param>
    public static float[][] Run(NeuralClassifier classifier, IReadOnlyList<float[]> images)
    {
        using var scope = NewDisposeScope();
        var shape = classifier.Shape;
        var batch = empty(images.Count, shape.Channels, shape.Height, shape.Width); // b x C x H x W
        var room = MemoryMarshal.Cast<byte, float>(batch.bytes);
        for (var i = 0; i < images.Count; i++) images[i].CopyTo(room[(i * shape.Size)..]);
        return classifier.Pass.Probabilities(batch, images.Count).Chunk(classifier.Labels.Count).ToArray();
    }

    /// <summary>Tries a classifier on a black image, on a thread that ends with it.</summary>
    /// <exception cref="InvalidOperationException">Its scores are not finite.</exception>
    public static Task TryOut(NeuralClassifier classifier, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => { RowPrediction.Of(classifier.Labels.Names, Run(classifier, [new float[classifier.Shape.Size]])[0]); },
        cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
