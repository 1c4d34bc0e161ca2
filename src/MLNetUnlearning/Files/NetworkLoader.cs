using MLNetUnlearning.Networks;
using static TorchSharp.torch;

namespace MLNetUnlearning.Files;

/// <summary>Makes a network and fills it with stored weights.</summary>
internal static class NetworkLoader
{
    /// <summary>A network with exactly these weights, on the CPU.</summary>
    /// <param name="architecture">What to make it by.</param>
    /// <param name="shape">The images it takes.</param>
    /// <param name="numberOfClasses">Its outputs.</param>
    /// <param name="stored">Where the weights lie.</param>
    /// <param name="stream">The stream they lie in.</param>
    /// <param name="countersMayLack">Whether batch normalisations' counters of steps, which play no part in scores, may be missing, as in old files.</param>
    /// <exception cref="ModelFileException">A weight is missing, unknown, or of another shape; the message names it.</exception>
    public static ClassifierNetwork Load(NetworkArchitecture architecture, FeatureShape shape, int numberOfClasses, IReadOnlyList<StoredTensor> stored, Stream stream, bool countersMayLack = false)
    {
        // Before the network is made: what a file claims must be backed by bytes that it has.
        if (architecture.Weights(shape, numberOfClasses) is { } weights) WeightComparison.ThrowIfDifferent(weights, stored, countersMayLack);
        using var generator = new Generator(0UL, CPU);
        var network = architecture.Create(shape, numberOfClasses, generator);
        try
        {
            Fill(network.state_dict(), stored, stream, countersMayLack);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static void Fill(Dictionary<string, Tensor> targets, IReadOnlyList<StoredTensor> stored, Stream stream, bool countersMayLack)
    {
        WeightComparison.ThrowIfDifferent(targets.Select(target => new WeightShape(target.Key, target.Value.shape)), stored, countersMayLack);
        foreach (var tensor in stored) TensorFiller.Fill(targets[tensor.Name], tensor, stream);
    }
}
