using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Serving;

/// <summary>A thread that scores waiting images: it takes as many as there are and scores them in one pass through the network.</summary>
/// <remarks>It is a thread of its own because each thread that calls tensor operations gets a team of helper threads. Calls from the thread
/// pool would create many such teams.</remarks>
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

    /// <summary>Waits until all queued images are answered. The queue must be closed before.</summary>
    public void Join() => thread.Join();

    private void Run()
    {
        foreach (var first in queue.GetConsumingEnumerable())
        {
            var batch = new List<PendingRow> { first };
            // It does not wait for more images: while one batch is computed, the next one gathers.
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
        catch (Exception exception) // any error goes to the callers that wait, and the thread goes on
        {
            foreach (var image in images) image.Fail(exception);
        }
    }
}

/// <summary>A pending image. It keeps its classifier in use until it is answered or given up, whichever comes first.</summary>
internal sealed class PendingRow
{
    private readonly TaskCompletionSource<RowPrediction> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration cancellation;
    private bool left;

    /// <summary>Takes over one use of the classifier, which has been entered
    /// for this image. Pixels are from 0 to 1 and no longer change.</summary>
    public PendingRow(SharedClassifier classifier, float[] pixels, CancellationToken cancellationToken)
    {
        (Classifier, Pixels) = (classifier, pixels);
        cancellation = cancellationToken.UnsafeRegister((_, token) => answer.TrySetCanceled(token), null);
    }

    public SharedClassifier Classifier { get; }

    public float[] Pixels { get; }

    public Task<RowPrediction> Answer => answer.Task;

    /// <summary>Whether a caller still waits for the answer.</summary>
    public bool IsAwaited => !answer.Task.IsCompleted;

    /// <summary>Gives the answer, or fails if the scores are not finite.</summary>
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

    /// <summary>Fails with an exception, unless there is an answer already.</summary>
    public void Fail(Exception exception)
    {
        Drop();
        answer.TrySetException(exception);
    }

    /// <summary>Ends the use of the classifier. It is called before the caller sees the answer.</summary>
    public void Drop()
    {
        if (left) return;
        left = true;
        cancellation.Dispose();
        Classifier.Leave();
    }
}

/// <summary>Passes several images through the network of a classifier.</summary>
internal static class ScoringPass
{
    /// <summary>The class probabilities of each image.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="images">Images of the classifier's shape, with pixels from 0 to 1; or vectors of its size.</param>
    public static float[][] Run(NeuralClassifier classifier, IReadOnlyList<float[]> images)
    {
        using var scope = NewDisposeScope();
        var shape = classifier.Shape;
        var batch = NewTensor.Empty([images.Count, .. shape.Sizes]); // b x C x H x W, or b x F
        var room = MemoryMarshal.Cast<byte, float>(batch.bytes);
        for (var i = 0; i < images.Count; i++) images[i].CopyTo(room[(i * shape.Size)..]);
        return classifier.Pass.Probabilities(batch, images.Count).Chunk(classifier.Labels.Count).ToArray();
    }

    /// <summary>Tries a classifier on a row of zeros, a black image, on a thread that ends afterwards.</summary>
    /// <exception cref="InvalidOperationException">Its scores are not finite.</exception>
    public static Task TryOut(NeuralClassifier classifier, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => { RowPrediction.Of(classifier.Labels.Names, Run(classifier, [new float[classifier.Shape.Size]])[0]); },
        cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
