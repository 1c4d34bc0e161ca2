namespace MLNetUnlearning.Serving;

/// <summary>An image on its way: it keeps its classifier in use until it is answered or given up, which happens once to each.</summary>
internal sealed class PendingImage
{
    private readonly TaskCompletionSource<ImagePrediction> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration cancellation;
    private bool left;

    /// <summary>Takes over one use of the classifier.</summary>
    /// <param name="classifier">The classifier, entered for this image.</param>
    /// <param name="pixels">The image, pixels of 0 to 1; nobody changes it from now on.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public PendingImage(SharedClassifier classifier, float[] pixels, CancellationToken cancellationToken)
    {
        (Classifier, Pixels) = (classifier, pixels);
        cancellation = cancellationToken.UnsafeRegister((_, token) => answer.TrySetCanceled(token), null);
    }

    public SharedClassifier Classifier { get; }

    public float[] Pixels { get; }

    public Task<ImagePrediction> Answer => answer.Task;

    /// <summary>Whether anybody still waits for the answer.</summary>
    public bool IsAwaited => !answer.Task.IsCompleted;

    /// <summary>Gives the answer, or says that the scores are not finite.</summary>
    public void Complete(IReadOnlyList<string> classes, float[] scores)
    {
        try
        {
            var prediction = ImagePrediction.Of(classes, scores);
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
