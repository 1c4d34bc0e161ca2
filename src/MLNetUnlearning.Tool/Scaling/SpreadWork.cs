namespace MLNetUnlearning.Tool.Scaling;

/// <summary>A command whose work can be spread over machines.</summary>
/// <param name="Command">The command, such as "compare".</param>
/// <param name="Options">Its options that each part is given as they were stated.</param>
/// <param name="Arguments">The values of its arguments.</param>
/// <param name="NumberOfUnits">Checks the options, and tells of how many pieces the work consists that cannot be parted.</param>
internal sealed record SpreadWork(
    string Command, IReadOnlyList<Option> Options, Func<Session, IEnumerable<string>> Arguments, Func<Session, int> NumberOfUnits);

/// <summary>The commands of all parts.</summary>
/// <param name="Program">The words that start the tool.</param>
/// <param name="Words">The command with its options, without the part.</param>
/// <param name="NumberOfParts">How many parts there are.</param>
internal sealed record SpreadPlan(IReadOnlyList<string> Program, IReadOnlyList<string> Words, int NumberOfParts)
{
    /// <summary>The command of a part.</summary>
    /// <param name="part">Such as "3/8".</param>
    public IReadOnlyList<string> CommandOf(string part) => [.. Program, .. Words, Part.Option.Name, part];

    /// <summary>The command of a part as a shell reads it.</summary>
    public string LineOf(Part part) => Shell(CommandOf(part.ToString()));

    /// <summary>Words as a shell reads them.</summary>
    public static string Shell(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    /// <summary>A word that a shell reads as it stands.</summary>
    public static string Quoted(string word) => word.Length > 0 && word.All(letter =>
        char.IsAsciiLetterOrDigit(letter) || "-_./:=,%+@".Contains(letter))
        ? word
        : $"'{word.Replace("'", "'\\''")}'";
}
