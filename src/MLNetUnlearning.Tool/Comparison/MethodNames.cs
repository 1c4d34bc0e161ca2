using MLNetUnlearning.Methods;

namespace MLNetUnlearning.Tool.Comparison;

/// <summary>What command lines and tables call methods.</summary>
internal static class MethodNames
{
    public const string Original = ComparedRun.Original, Retrain = ComparedRun.Retrain;

    /// <summary>Those that every other is measured against: never left out.</summary>
    public static bool AreYardsticks(string method) =>
        Original.Equals(method, StringComparison.OrdinalIgnoreCase) || Retrain.Equals(method, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a method is meant by one of the words of a command line: its name in the tables, or its class.</summary>
    public static Func<string, bool> Filter(IReadOnlyCollection<string> words, IReadOnlyCollection<UnlearningMethod> methods)
    {
        var unknown = words.Where(word => !AreYardsticks(word) && !methods.Any(method => IsMeant(method, word))).ToList();
        if (unknown.Count > 0)
        {
            var known = methods.Select(method => $"{method.GetType().Name} ({method.Name})").Distinct();
            throw ToolException.Usage(
                $"There is no method '{string.Join("', '", unknown)}'. There are: {string.Join("; ", known)}.");
        }
        var meant = methods.Where(method => words.Any(word => IsMeant(method, word))).Select(method => method.Name).ToHashSet();
        return meant.Contains;
    }

    private static bool IsMeant(UnlearningMethod method, string word) => NamedThing.IsMeant(method, method.Name, word);
}
