using Quickenshtein;

namespace MLNetUnlearning.Tool;

/// <summary>What somebody may have meant by a word that is no command and no option.</summary>
internal static class Suggestion
{
    private const int MostLettersApart = 3;

    /// <summary>Such as ": did you mean --epochs?"; empty if nothing is near.</summary>
    /// <param name="word">The word.</param>
    /// <param name="command">The command below which it stands.</param>
    public static string For(string word, Command command) => Of(word, Words(command));

    /// <summary>The same for any words.</summary>
    public static string Of(string word, IEnumerable<string> words)
    {
        var near = words.Select(known => (Known: known, Distance: Distance(word, known)))
            .Where(one => one.Distance <= Math.Min(MostLettersApart, one.Known.TrimStart('-').Length / 2))
            .OrderBy(one => one.Distance).Select(one => one.Known).FirstOrDefault();
        return near is null ? "" : $" Did you mean {near}?";
    }

    private static IEnumerable<string> Words(Command command) =>
        command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name)
            .Concat(command.Options.Concat(CommonOptions.OfAll).Where(option => !option.Hidden).Select(option => option.Name));

    /// <summary>A beginning of a word, such as --unseen of --unseen-share, is near to it, and so is another part of it.</summary>
    private static int Distance(string word, string known) =>
        word.TrimStart('-').Length <= 2 ? Letters(word, known)
        : known.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? 0
        : known.Contains(word.TrimStart('-'), StringComparison.OrdinalIgnoreCase) ? 1
        : Letters(word, known);

    private static int Letters(string word, string known) => Levenshtein.GetDistance(word.ToLowerInvariant(), known);
}
