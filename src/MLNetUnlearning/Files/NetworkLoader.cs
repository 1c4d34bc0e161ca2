using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Files;

/// <summary>Creates a network and fills it with stored weights.</summary>
internal static class NetworkLoader
{
    /// <summary>A network with exactly these weights, on the CPU. <paramref name="isImport"/> says that they come from elsewhere. Then step
    /// counters of batch normalisations may be missing, as in old files: they do not affect scores. Messages say what helps.</summary>
    /// <exception cref="ModelFileException">A weight is missing, unknown, not finite, or has the wrong shape. The message names
    /// it.</exception>
    public static ClassifierNetwork Load(
        NetworkArchitecture architecture, FeatureShape shape, int numberOfClasses, IReadOnlyList<StoredTensor> stored, Stream stream,
        bool isImport = false)
    {
        // This comes before the network is made, so that a file only gets memory for weights that it really contains.
        if (architecture.Weights(shape, numberOfClasses) is { } weights)
            WeightComparison.ThrowIfDifferent(weights, stored, isImport);
        // Weights that are made in a caller's inference mode could never be trained on.
        using var ordinary = inference_mode(mode: false);
        using var generator = new Generator(0UL, CPU);
        var network = architecture.CreateSound(shape, numberOfClasses, generator);
        try
        {
            Fill(network.state_dict(), stored, stream, isImport);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static void Fill(Dictionary<string, Tensor> targets, IReadOnlyList<StoredTensor> stored, Stream stream, bool isImport)
    {
        var needed = targets.Select(target => new WeightShape(target.Key, target.Value.shape));
        WeightComparison.ThrowIfDifferent(needed, stored, isImport);
        foreach (var tensor in stored)
        {
            TensorFiller.Fill(targets[tensor.Name], tensor, stream);
            TensorFiller.ThrowIfNotFinite(targets[tensor.Name], tensor.Name);
        }
    }
}

/// <summary>Compares the weights that a network needs with those in a file.</summary>
internal static class WeightComparison
{
    /// <exception cref="ModelFileException">A weight is missing, unknown, or has the wrong shape.</exception>
    public static void ThrowIfDifferent(IEnumerable<WeightShape> needed, IEnumerable<StoredTensor> stored, bool isImport)
    {
        var unknown = stored.ToDictionary(tensor => tensor.Name);
        var missing = new List<string>();
        foreach (var weight in needed)
        {
            if (!unknown.Remove(weight.Name, out var tensor))
            {
                if (!(isImport && weight.Name.EndsWith(".num_batches_tracked", StringComparison.Ordinal))) missing.Add(weight.Name);
            }
            else if (!tensor.Shape.AsSpan().SequenceEqual(weight.Shape))
                throw new ModelFileException(
                    $"Tensor '{weight.Name}' is {StoredTensor.Describe(tensor.Shape)}; "
                    + $"the network needs {StoredTensor.Describe(weight.Shape)}.");
        }
        var instead = unknown.Count > 0 ? $"; they have {NameList.Of(unknown.Keys)}, which the network has not" : "";
        var advice = isImport
            ? " Pass the architecture that the weights are of; or rename them, or leave out what is not needed, in PyTorch." : "";
        if (missing.Count > 0) throw new ModelFileException($"The weights lack {NameList.Of(missing)}{instead}.{advice}");
        if (unknown.Count > 0)
            throw new ModelFileException($"The weights have what the network has not: {NameList.Of(unknown.Keys)}.{advice}");
    }
}
