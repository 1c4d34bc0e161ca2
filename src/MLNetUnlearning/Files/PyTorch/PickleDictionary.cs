namespace MLNetUnlearning.Files;

/// <summary>A dictionary in a pickle: keys and values in the order they were set.</summary>
internal sealed class PickleDictionary
{
    public List<(object? Key, object? Value)> Items { get; } = new(0);

    /// <summary>The value under a text, or null.</summary>
    public object? this[string key] => Items.LastOrDefault(item => item.Key as string == key).Value;
}
