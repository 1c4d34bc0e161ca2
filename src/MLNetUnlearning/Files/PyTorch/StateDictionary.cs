namespace MLNetUnlearning.Files;

/// <summary>Finds the state dictionary in what was saved, and gives its entries the names that networks here have.</summary>
internal static class StateDictionary
{
    // What training scripts call it when they save more than the weights.
    private static readonly string[] Wrappers = ["state_dict", "model_state_dict", "model", "net"];

    // Put before every name by DataParallel, and by torch.compile.
    private static readonly string[] Prefixes = ["module.", "_orig_mod."];

    /// <exception cref="ModelFileException">There is none, or it holds something that is no tensor.</exception>
    public static IEnumerable<(string Name, TorchTensor Tensor)> TensorsOf(object? root)
    {
        if (root is not PickleDictionary dictionary)
            throw new ModelFileException("The file holds no dictionary of tensors. Save model.state_dict().");
        foreach (var wrapper in Wrappers)
            if (dictionary[wrapper] is PickleDictionary inner) return Entries(inner);
        return Entries(dictionary);
    }

    /// <summary>Gives tensors the names that networks here have: no prefixes, torchvision's words for shortcut and last layer.</summary>
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
