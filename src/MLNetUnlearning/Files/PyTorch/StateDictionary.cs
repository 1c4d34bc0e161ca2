namespace MLNetUnlearning.Files;

/// <summary>Finds the state dictionary in a pickle, and converts its names to those of the networks here.</summary>
internal static class StateDictionary
{
    // The names that training scripts use when they save more than the weights.
    private static readonly string[] Wrappers = ["state_dict", "model_state_dict", "model", "net"];

    // DataParallel and torch.compile put these before every name.
    private static readonly string[] Prefixes = ["module.", "_orig_mod."];

    /// <exception cref="ModelFileException">There is no state dictionary, or it contains something other than tensors.</exception>
    public static IEnumerable<(string Name, TorchTensor Tensor)> TensorsOf(object? root)
    {
        if (root is not PickleDictionary dictionary)
            throw new ModelFileException("The file holds no dictionary of tensors. Save model.state_dict().");
        foreach (var wrapper in Wrappers)
            if (dictionary[wrapper] is PickleDictionary inner) return Entries(inner);
        return Entries(dictionary);
    }

    /// <summary>Converts names to those of the networks here: without prefixes,
    /// and with torchvision's words for shortcut and last layer.</summary>
    public static List<StoredTensor> Renamed(IEnumerable<StoredTensor> tensors)
    {
        var renamed = tensors.ToList();
        foreach (var prefix in Prefixes)
            if (renamed.Count > 0 && renamed.All(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)))
                renamed = renamed.ConvertAll(tensor => tensor with { Name = tensor.Name[prefix.Length..] });
        renamed = renamed.ConvertAll(tensor => tensor with { Name = Here(tensor.Name) });
        var twice = renamed.GroupBy(tensor => tensor.Name).FirstOrDefault(same => same.Count() > 1);
        return twice is null ? renamed : throw new ModelFileException($"Tensor '{twice.Key}' is there twice.");
    }

    private static string Here(string name)
    {
        if (name.StartsWith("linear.", StringComparison.Ordinal)) return "fc." + name["linear.".Length..];
        return name.StartsWith("layer", StringComparison.Ordinal) ? name.Replace(".shortcut.", ".downsample.") : name;
    }

    private static IEnumerable<(string, TorchTensor)> Entries(PickleDictionary dictionary)
    {
        foreach (var (key, value) in dictionary.Items)
        {
            if (key is not string name)
                throw new ModelFileException("The file holds no dictionary of tensors: a key is no text. Save model.state_dict().");
            yield return value is TorchTensor tensor
                ? (name, tensor)
                : throw new ModelFileException($"Entry '{name}' is no tensor. Save model.state_dict() alone.");
        }
    }
}
