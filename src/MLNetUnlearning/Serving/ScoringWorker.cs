using System.Collections.Concurrent;

namespace MLNetUnlearning.Serving;

/// <summary>A thread that scores what is waiting: as many images together as there are, one pass through the network for all of them.</summary>
/// <remarks>A thread of its own, because each thread that calls tensor operations gets a team of helper threads: calls from the thread pool would pile them up.</remarks>
internal sealed class ScoringWorker
{
    private readonly BlockingCollection<PendingImage> queue;
    private readonly int maximumBatchSize;
    private readonly Thread thread;

    public ScoringWorker(BlockingCollection<PendingImage> queue, int maximumBatchSize)
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
            var batch = new List<PendingImage> { first };
            // No waiting for more: while one batch is computed, the next one gathers.
            while (batch.Count < maximumBatchSize && queue.TryTake(out var next)) batch.Add(next);
            foreach (var images in batch.GroupBy(image => image.Classifier)) Score(images.Key.Classifier, Awaited(images));
        }
    }

    private static List<PendingImage> Awaited(IEnumerable<PendingImage> images)
    {
        var awaited = new List<PendingImage>();
        foreach (var image in images)
            if (image.IsAwaited) awaited.Add(image);
            else image.Drop();
        return awaited;
    }

    private static void Score(ImageClassifier classifier, List<PendingImage> images)
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
