using MLNetUnlearning.Data;

namespace MLNetUnlearning.Files;

/// <summary>Finds the state dictionary in what a training script saved.</summary>
internal static class StateDictionary
{
    // The names that training scripts use when they save more than the weights. The first one that leads to tensors is taken.
    private static readonly string[] Wrappers =
        ["state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "ema"];

    private const int MostWrappers = 4; // one within the other

    private const string Advice = "Save the weights alone: torch.save(model.state_dict(), path).";

    /// <exception cref="ModelFileException">There is no state dictionary, or it contains something other than tensors.</exception>
    public static IEnumerable<(string Name, TorchTensor Tensor)> TensorsOf(object? root)
    {
        if (root is not PickleDictionary dictionary)
            throw new ModelFileException($"The file holds no dictionary of tensors, but {Described(root)}. {Advice}");
        return Entries(Find(dictionary, MostWrappers, new(ReferenceEqualityComparer.Instance)) ?? Innermost(dictionary));
    }

    /// <summary>The first dictionary with tensors. Each is looked at once, since a pickle can hold the same one in many places.</summary>
    private static PickleDictionary? Find(PickleDictionary dictionary, int deeper, HashSet<PickleDictionary> seen)
    {
        if (!seen.Add(dictionary)) return null;
        if (deeper > 0)
            foreach (var wrapper in Wrappers)
                if (dictionary[wrapper] is PickleDictionary inner && Find(inner, deeper - 1, seen) is { } found) return found;
        return dictionary.Items.Exists(item => item.Value is TorchTensor) ? dictionary : null;
    }

    /// <summary>Where tensors would be, if they could be read: the place that a message has to name.</summary>
    private static PickleDictionary Innermost(PickleDictionary dictionary)
    {
        for (var deeper = MostWrappers; deeper > 0; deeper--)
            dictionary = Wrappers.Select(wrapper => dictionary[wrapper]).OfType<PickleDictionary>().FirstOrDefault() ?? dictionary;
        return dictionary;
    }

    private static IEnumerable<(string, TorchTensor)> Entries(PickleDictionary dictionary)
    {
        foreach (var (key, value) in dictionary.Items)
        {
            if (key is not string name)
                throw new ModelFileException($"The file holds no dictionary of tensors: a key is no text, but {Described(key)}. {Advice}");
            yield return value is TorchTensor tensor
                ? (name, tensor)
                : throw new ModelFileException(
                    $"Entry '{name}' is no tensor, but {Described(value)}. The dictionary begins with {FirstNames(dictionary)}. "
                    + $"A state dictionary was expected, at the top or under {NameList.Of(Wrappers)}. {Advice}");
        }
    }

    private static string FirstNames(PickleDictionary dictionary) =>
        NameList.Of(dictionary.Items.Select(item => item.Key).OfType<string>().Take(3));

    private static string Described(object? value) => value switch
    {
        null => "None",
        bool => "True or False",
        long or double => "a number",
        string => "a text",
        object?[] => "a tuple",
        List<object?> => "a list",
        PickleDictionary => "a dictionary",
        TorchTensor => "a tensor",
        Opaque opaque => opaque.Description,
        _ => "a part of a tensor",
    };
}
