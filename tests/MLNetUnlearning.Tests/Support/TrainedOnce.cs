namespace MLNetUnlearning.Tests;

/// <summary>A tiny classifier that the tests of a class share.</summary>
public sealed class TrainedOnce : IDisposable
{
    internal NeuralClassifier Classifier { get; } = Tiny.Trained(new MLContext(seed: 1));

    public void Dispose() => Classifier.Dispose();
}
