namespace MLNetUnlearning.Tool.Scaling;

/// <summary>A command whose work can be spread over machines.</summary>
/// <param name="Command">The command, such as "compare".</param>
/// <param name="Options">Its options that each part is given as they were stated.</param>
/// <param name="Argument">Its argument; null: it has none that parts are given.</param>
/// <param name="NumberOfUnits">Checks the options, and tells of how many pieces the work consists that cannot be parted.</param>
internal sealed record SpreadWork(
    string Command, IReadOnlyList<Option> Options, Argument<string?>? Argument, Func<Session, int> NumberOfUnits);

/// <summary>The commands of all parts.</summary>
/// <param name="Program">The words that start the tool.</param>
/// <param name="Words">The command with its options, without the part.</param>
/// <param name="NumberOfParts">How many parts there are.</param>
/// <param name="HasGpu">Whether each part computes on a GPU.</param>
internal sealed record SpreadPlan(IReadOnlyList<string> Program, IReadOnlyList<string> Words, int NumberOfParts, bool HasGpu)
{
    /// <summary>The command of every part, up to the word that says which part it is, such as "3/8".</summary>
    public IReadOnlyList<string> Command => [.. Program, .. Words, Part.Option.Name];

    /// <summary>The command that follows when all parts are done, on one line: it may stand in a comment.</summary>
    public string Closing => ShellWords.Of([.. Program, .. Words]).ReplaceLineEndings(" ");
}
