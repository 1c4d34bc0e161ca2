using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MLNetUnlearning.Serving;

/// <summary>One pass of some images through a classifier's network.</summary>
internal static class ScoringPass
{
    /// <summary>The probabilities of the classes, for each image.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="images">Images of its shape, pixels of 0 to 1.</param>
    public static float[][] Run(ImageClassifier classifier, IReadOnlyList<float[]> images)
    {
        using var scope = NewDisposeScope();
        var shape = classifier.Shape;
        var batch = empty(images.Count, shape.Channels, shape.Height, shape.Width); // b x C x H x W
        var room = MemoryMarshal.Cast<byte, float>(batch.bytes);
        for (var i = 0; i < images.Count; i++) images[i].CopyTo(room[(i * shape.Size)..]);
        return classifier.Scorer.Score(batch, images.Count).Chunk(classifier.Labels.Count).ToArray();
    }

    /// <summary>Tries a classifier on a black image, on a thread that ends with it.</summary>
    /// <exception cref="InvalidOperationException">Its scores are not finite.</exception>
    public static Task TryOut(ImageClassifier classifier, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => { ImagePrediction.Of(classifier.Labels.Names, Run(classifier, [new float[classifier.Shape.Size]])[0]); },
        cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
