namespace MLNetUnlearning.Tool;

/// <summary>What a word on the command line means: a method or an attack, by its class or by its name.</summary>
internal static class NamedThing
{
    /// <summary>Whether a word means this thing. Capitals do not count.</summary>
    /// <param name="thing">The method or attack.</param>
    /// <param name="name">Its name in tables.</param>
    /// <param name="word">The word.</param>
    public static bool IsMeant(object thing, string name, string word) =>
        word.Equals(thing.GetType().Name, StringComparison.OrdinalIgnoreCase) || word.Equals(name, StringComparison.OrdinalIgnoreCase);
}
