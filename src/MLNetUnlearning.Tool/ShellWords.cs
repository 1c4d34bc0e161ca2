namespace MLNetUnlearning.Tool;

/// <summary>Words as a shell reads them.</summary>
internal static class ShellWords
{
    /// <summary>A line of words, each in quotes where the shell would else change it.</summary>
    public static string Of(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(letter => char.IsLetterOrDigit(letter) || "-_./:=,%+@".Contains(letter))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
