using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace Comparison;

/// <summary>What command lines and tables call methods.</summary>
internal static class MethodNames
{
    public const string Original = ComparedRun.Original, Retrain = ComparedRun.Retrain;

    /// <summary>Those that every other is measured against: never left out.</summary>
    public static bool AreYardsticks(string method) =>
        string.Equals(method, Original, StringComparison.OrdinalIgnoreCase) || string.Equals(method, Retrain, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a method is meant by one of the words of a command line: its name in the tables, or its class.</summary>
    public static Func<string, bool> Filter(IReadOnlyCollection<string> words, IReadOnlyCollection<UnlearningMethod> methods)
    {
        var unknown = words.Where(word => !AreYardsticks(word) && !methods.Any(method => IsMeant(method, word))).ToList();
        if (unknown.Count > 0)
        {
            throw new ArgumentException(
                $"There is no method '{string.Join("', '", unknown)}'. There are: {string.Join("; ", methods.Select(method => $"{method.GetType().Name} ({method.Name})").Distinct())}.");
        }
        var meant = methods.Where(method => words.Any(word => IsMeant(method, word))).Select(method => method.Name).ToHashSet();
        return meant.Contains;
    }

    private static bool IsMeant(UnlearningMethod method, string word) =>
        string.Equals(method.Name, word, StringComparison.OrdinalIgnoreCase) || string.Equals(method.GetType().Name, word, StringComparison.OrdinalIgnoreCase);
}
