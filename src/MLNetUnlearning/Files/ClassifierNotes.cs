using System.Text;

namespace MLNetUnlearning.Files;

/// <summary>The notes of a classifier: what a program wants to find again in the file, by name.</summary>
internal static class ClassifierNotes
{
    public const int Most = 64, LongestName = 100, LongestText = 1000;

    public static IReadOnlyDictionary<string, string> None { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The notes in the order in which files keep them.</summary>
    public static IReadOnlyDictionary<string, string> Sorted(IReadOnlyDictionary<string, string> notes) =>
        new SortedDictionary<string, string>(notes.ToDictionary(), StringComparer.Ordinal);

    /// <summary>One sentence for each note that no file keeps.</summary>
    public static IEnumerable<string> Violations(IReadOnlyDictionary<string, string> notes)
    {
        if (notes.Count > Most) yield return $"There are {notes.Count} notes; at most {Most} are kept.";
        foreach (var (name, text) in notes)
            if (name.Length is 0 or > LongestName)
                yield return $"The name of a note has {name.Length} letters; it must have 1 to {LongestName}.";
            else if (text is null)
                yield return $"Note '{name}' is null.";
            else if (text.Length > LongestText)
                yield return $"Note '{name}' has {text.Length} letters; at most {LongestText} are kept.";
            else if (!IsUnicode(name) || !IsUnicode(text))
                yield return $"Note '{name}' is no valid Unicode text.";
    }

    private static bool IsUnicode(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;
}
