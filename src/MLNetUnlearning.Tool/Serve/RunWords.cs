using System.Text.RegularExpressions;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>What a run's command line says.</summary>
internal static partial class RunWords
{
    public const string Unlearn = "unlearn", Retrain = "retrain", Score = "score";

    /// <summary>The option that says how much accuracy a result may cost.</summary>
    public static string Loss => Commands.UnlearnCommand.MaximumLoss.Name;

    /// <summary>The value of an option; null: it is not stated.</summary>
    public static string? Value(RegisteredRun run, string option) => Values(run, option).FirstOrDefault();

    /// <summary>All values of an option.</summary>
    public static IEnumerable<string> Values(RegisteredRun run, string option) =>
        run.Words.Zip(run.Words.Skip(1)).Where(pair => pair.First == option).Select(pair => pair.Second);

    /// <summary>The new model of a run.</summary>
    public static string ModelOf(RegisteredRun run) => Value(run, "--output") ?? "";

    /// <summary>The real path of the model that a run of forgetting was made of, in a shell or on the page.</summary>
    public static string OriginalPath(RegisteredRun run) => RealPath.Of(Path.GetFullPath(Original(run), run.Place));

    /// <summary>The real path of the model that it made.</summary>
    public static string ModelPath(RegisteredRun run) => RealPath.Of(Path.GetFullPath(
        Outputs.Output.Aliases.Prepend(Outputs.Output.Name).Select(name => Value(run, name)).FirstOrDefault(path => path is not null)
            ?? Outputs.Beside(Original(run), Commands.UnlearnCommand.Unlearned), run.Place));

    private static string Original(RegisteredRun run)
    {
        if (Value(run, CommonOptions.Model.Name) is { } stated) return stated;
        var command = ToolRoot.Read(run.Words).CommandResult; // the argument may stand anywhere
        return command.Children.OfType<System.CommandLine.Parsing.ArgumentResult>()
            .SelectMany(argument => argument.Tokens).FirstOrDefault()?.Value ?? "";
    }

    /// <summary>What a run does, in a few words.</summary>
    public static string Title(RegisteredRun run) => run.Kind switch
    {
        Unlearn => $"forgetting {What(run)}",
        Retrain => "retraining, to compare with",
        Score => "reading what the model answers",
        var other => other,
    };

    /// <summary>What is forgotten, in words.</summary>
    public static string What(RegisteredRun run)
    {
        var parts = Values(run, "--forget").Select(word =>
            Tool.Requests.ClassOf(word) is { } name ? $"class {name}"
            : Tool.Requests.FileOf(word) is { } file ? Rows(file) : word).ToList();
        return parts.Count > 0 ? Shown.Of(string.Join(" and ", parts)) : "what its request says";
    }

    /// <summary>Whether what a run forgot can still be told: neither its words nor its list were removed.</summary>
    public static bool TellsWhat(RegisteredRun run) => Values(run, "--forget").ToList() is { Count: > 0 } words
        && words.Select(Tool.Requests.FileOf).OfType<string>().All(File.Exists);

    /// <summary>What a refused result costs, as its last line says; empty: it does not.</summary>
    public static string CostOf(RegisteredRun run) => Cost().Match(run.LastLine ?? "").Groups[1].Value;

    /// <summary>The words of a run with another value of an option.</summary>
    public static IReadOnlyList<string> With(RegisteredRun run, string option, string value) =>
        [.. run.Words.Select((word, at) => at > 0 && run.Words[at - 1] == option ? value : word)];

    /// <summary>The ids in the list of a run.</summary>
    public static IReadOnlyList<string> Ids(RegisteredRun run) =>
        [.. Values(run, "--forget").Select(Tool.Requests.FileOf).OfType<string>().Where(File.Exists).SelectMany(File.ReadLines)];

    [GeneratedRegex(@"costs the rows that stay ([0-9.]+) points")]
    private static partial Regex Cost();

    private static string Rows(string file) => !File.Exists(file) ? "rows of a list"
        : File.ReadLines(file).Take(2).ToList() is [var only] ? $"“{only}”"
        : string.Create(CultureInfo.InvariantCulture, $"{File.ReadLines(file).Count():N0} rows");
}
