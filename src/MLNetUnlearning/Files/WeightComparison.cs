using MLNetUnlearning.Data;

namespace MLNetUnlearning.Files;

/// <summary>Compares the weights that a network needs with those that a file has.</summary>
internal static class WeightComparison
{
    /// <exception cref="ModelFileException">One is missing, unknown, or of another shape.</exception>
    public static void ThrowIfDifferent(IEnumerable<WeightShape> needed, IEnumerable<StoredTensor> stored, bool countersMayLack)
    {
        var unknown = stored.ToDictionary(tensor => tensor.Name);
        var missing = new List<string>();
        foreach (var weight in needed)
        {
            if (!unknown.Remove(weight.Name, out var tensor))
            {
                if (!(countersMayLack && weight.Name.EndsWith(".num_batches_tracked", StringComparison.Ordinal))) missing.Add(weight.Name);
            }
            else if (!tensor.Shape.AsSpan().SequenceEqual(weight.Shape))
                throw new ModelFileException($"Tensor '{weight.Name}' is {StoredTensor.Describe(tensor.Shape)}; the network needs {StoredTensor.Describe(weight.Shape)}.");
        }
        if (missing.Count > 0) throw new ModelFileException($"The weights lack {NameList.Of(missing)}.");
        if (unknown.Count > 0) throw new ModelFileException($"The weights have what the network has not: {NameList.Of(unknown.Keys)}.");
    }
}
