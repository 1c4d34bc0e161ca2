namespace MLNetUnlearning.Files;

/// <summary>Converts the names in a file of weights to those of the networks here.</summary>
internal static class WeightNames
{
    /// <summary>The buffers in which the networks of unlearning papers keep the normalisation.</summary>
    public const string Mean = "normalize.mean", Deviation = "normalize.std";

    // DataParallel and torch.compile put these before every name.
    private static readonly string[] WrappersOfPyTorch = ["module.", "_orig_mod."];

    // Attributes under which a larger module holds the network.
    private static readonly string[] Attributes = ["model.", "net.", "backbone.", "network.", "encoder."];

    // How many networks torch.optim.swa_utils.AveragedModel has averaged: a counter beside weights that all begin with "module.".
    private const string Averaged = "n_averaged";

    // Names that torch.nn.utils.prune gives to a pruned parameter: its values before pruning, and ones and zeros.
    private const string Unpruned = "_orig", Mask = "_mask";

    /// <summary>The tensors under names without prefixes, with torchvision's words for shortcut and last layer. Pruned weights have their
    /// masks.</summary>
    /// <param name="tensors">The tensors in the file.</param>
    /// <param name="ownNetwork">Whether the network is not one of this library. It may itself have an attribute that is named as a prefix
    /// is, so only the prefixes of PyTorch's wrappers go.</param>
    /// <exception cref="ModelFileException">A name is there twice, or a mask does not fit its weight.</exception>
    public static List<StoredTensor> Converted(IEnumerable<StoredTensor> tensors, bool ownNetwork)
    {
        List<StoredTensor> weights = [.. tensors];
        if (weights.TrueForAll(tensor => tensor.Name == Averaged || tensor.Name.StartsWith("module.", StringComparison.Ordinal)))
            weights.RemoveAll(tensor => tensor.Name == Averaged);
        var renamed = ownNetwork ? WithoutCommonPrefixes(weights) : weights.ConvertAll(WithoutPrefixes);
        renamed = renamed.ConvertAll(tensor => tensor with { Name = Here(tensor.Name) });
        ThrowIfTwice(renamed);
        return WithMasks(renamed);
    }

    /// <summary>Removes prefixes from a name as long as it begins with one. No network of this library has such names itself.</summary>
    private static StoredTensor WithoutPrefixes(StoredTensor tensor)
    {
        var name = tensor.Name;
        bool Begins(string prefix) => name.StartsWith(prefix, StringComparison.Ordinal);
        while (Array.Find([.. WrappersOfPyTorch, .. Attributes], Begins) is { } prefix) name = name[prefix.Length..];
        return tensor with { Name = name };
    }

    /// <summary>Removes the prefixes of PyTorch's wrappers as long as all weights carry the same one.</summary>
    private static List<StoredTensor> WithoutCommonPrefixes(List<StoredTensor> tensors)
    {
        var names = tensors.Select(tensor => tensor.Name).Where(name => PlaceOfNormalization(name) is null).ToList();
        if (names.Count == 0) return tensors;
        var start = 0;
        bool StandsInAll(string prefix) => names.TrueForAll(name => string.CompareOrdinal(name, start, prefix, 0, prefix.Length) == 0);
        while (Array.Find(WrappersOfPyTorch, StandsInAll) is { } common)
            start += common.Length;
        var removed = names[0][..start];
        return tensors.ConvertAll(tensor => tensor with { Name = Rest(tensor.Name, removed) });
    }

    /// <summary>The name without the prefixes of the weights. The normalisation may stand outside of some of them, as in
    /// <c>nn.Sequential(OrderedDict(normalize=.., model=..))</c>.</summary>
    private static string Rest(string name, string removed)
    {
        var place = PlaceOfNormalization(name) ?? removed.Length;
        return removed.StartsWith(name[..place], StringComparison.Ordinal) ? name[place..] : name;
    }

    private static int? PlaceOfNormalization(string name)
    {
        foreach (var buffer in (string[])[Mean, Deviation])
            if (name == buffer || name.EndsWith("." + buffer, StringComparison.Ordinal)) return name.Length - buffer.Length;
        return null;
    }

    private static string Here(string name)
    {
        if (name.StartsWith("linear.", StringComparison.Ordinal)) return "fc." + name["linear.".Length..];
        return name.StartsWith("layer", StringComparison.Ordinal) ? name.Replace(".shortcut.", ".downsample.") : name;
    }

    private static List<StoredTensor> WithMasks(List<StoredTensor> tensors)
    {
        var byName = tensors.ToDictionary(tensor => tensor.Name);
        foreach (var tensor in tensors.Where(tensor => tensor.Name.EndsWith(Unpruned, StringComparison.Ordinal)))
        {
            var name = tensor.Name[..^Unpruned.Length];
            if (!byName.Remove(name + Mask, out var mask)) continue; // a name as any other
            if (!mask.Shape.AsSpan().SequenceEqual(tensor.Shape))
                throw new ModelFileException(
                    $"The mask '{mask.Name}' is {StoredTensor.Describe(mask.Shape)}; "
                    + $"its weight '{tensor.Name}' is {StoredTensor.Describe(tensor.Shape)}.");
            byName.Remove(tensor.Name);
            if (!byName.TryAdd(name, tensor with { Name = name, Mask = mask })) throw Twice(name);
        }
        return [.. byName.Values];
    }

    private static void ThrowIfTwice(List<StoredTensor> tensors)
    {
        var twice = tensors.GroupBy(tensor => tensor.Name).FirstOrDefault(same => same.Count() > 1);
        if (twice is not null) throw Twice(twice.Key);
    }

    private static ModelFileException Twice(string name) => new($"Tensor '{name}' is there twice.");
}
