using MLNetUnlearning.Tool.Commands;

namespace MLNetUnlearning.Tool;

/// <summary>The command <c>mlnet-unlearn</c> with all commands below it.</summary>
internal static class ToolRoot
{
    private const string Help = "help";

    public static RootCommand Command()
    {
        var root = new RootCommand(
            "Machine unlearning: train a classifier of images or tables, make it forget rows or a class, and measure what is left. "
            + "'mlnet-unlearn COMMAND --help' tells more of each.\n\n" + ExitCode.Help);
        foreach (var option in CommonOptions.OfAll) root.Add(option);
        foreach (var type in typeof(ToolRoot).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ToolCommand)) && type.Namespace == typeof(ToolCommand).Namespace)
            .OrderBy(type => type.GetCustomAttributes(false).OfType<OrderAttribute>().SingleOrDefault()?.Place ?? int.MaxValue)
            .ThenBy(type => type.Name, StringComparer.Ordinal))
            root.Add((ToolCommand)Activator.CreateInstance(type)!);
        return root;
    }

    /// <summary>Carries a command line out. Nothing but results goes to standard output.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] words, CancellationToken cancellation)
    {
        var root = Command();
        if (words is [Help, ..]) words = [.. words.Skip(1), $"--{Help}"];
        var parsed = Parse(root, words);
        try
        {
            // The file may state what else is missing. It is not read for a command line that is wrong in another way.
            if (parsed.GetResult(CommonOptions.Config) is { Tokens.Count: 1 } && parsed.UnmatchedTokens.Count == 0
                && NoOption(parsed, words) is null
                && parsed.Errors.All(error => IsOfWhatIsMissing(error.SymbolResult)))
                parsed = Parse(root, [.. words, .. ConfigFile.Words(parsed, root)]);
            if (words.Length == 0)
            {
                Console.Error.WriteLine(HelpText(root));
                throw ToolException.Usage("a command is missing: they are listed above.");
            }
            if (parsed.Errors.Count > 0 || NoOption(parsed, words) is not null) throw Wrong(parsed, words);
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // signals are Program's
            };
            return parsed.InvokeAsync(configuration, cancellation).GetAwaiter().GetResult();
        }
        catch (Exception error)
        {
            var line = Terminal.Display.Harmless(Failure.LineOf(error));
            var code = CodeOf(error, cancellation);
            Console.Error.WriteLine(code == ExitCode.Cancelled ? $"cancelled: {line}" : $"error: {line}");
            if (parsed.GetValue(CommonOptions.Verbose)) Console.Error.WriteLine(error);
            return code;
        }
    }

    private static readonly Lazy<RootCommand> Known = new(Command);

    /// <summary>Reads the words that a run was noted with.</summary>
    public static ParseResult Read(IReadOnlyList<string> words) => Parse(Known.Value, words);

    /// <summary>Whether an error is about something that does not stand on the command line.</summary>
    private static bool IsOfWhatIsMissing(System.CommandLine.Parsing.SymbolResult? at) =>
        at is System.CommandLine.Parsing.CommandResult or System.CommandLine.Parsing.OptionResult { IdentifierToken: null };

    /// <summary>Reads a command line. A word that begins with @ is a word, and no file of words: it may be somebody's address.</summary>
    public static ParseResult Parse(Command root, IReadOnlyList<string> words) =>
        root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });

    /// <summary>The exit code of a command that an exception ends.</summary>
    public static int CodeOf(Exception error, CancellationToken cancellation) =>
        cancellation.IsCancellationRequested ? ExitCode.Cancelled : Failure.CodeOf(error);

    private static string HelpText(RootCommand root)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        root.Parse([$"--{Help}"]).Invoke(new InvocationConfiguration { Output = text });
        return text.ToString().TrimEnd();
    }

    /// <summary>The command as it is called, such as "mlnet-unlearn record verify".</summary>
    public static string NameOf(ParseResult parsed)
    {
        List<string> names = [];
        for (var command = parsed.CommandResult; command is not null; command = command.Parent as System.CommandLine.Parsing.CommandResult)
            names.Insert(0, command.Command is RootCommand ? "mlnet-unlearn" : command.Command.Name);
        return string.Join(' ', names);
    }

    /// <summary>A command line as a shell takes it.</summary>
    public static string CommandLine(params string[] words) => $"mlnet-unlearn {ShellWords.Of(words)}";

    private static ToolException Wrong(ParseResult parsed, string[] words)
    {
        if ((NoOption(parsed, words) ?? parsed.UnmatchedTokens.FirstOrDefault()) is { } word)
            return ToolException.Usage(
                $"'{word}' is no command and no option here.{Suggestion.For(word, parsed.CommandResult.Command)} "
                + $"See {NameOf(parsed)} --help.");
        return ToolException.Usage($"{InWords(parsed.Errors[0].Message.TrimEnd('.'))}: see {NameOf(parsed)} --help.");
    }

    /// <summary>A word that looks like an option and is none: the parser takes it for an argument. Null: there is none.</summary>
    private static string? NoOption(ParseResult parsed, string[] words) => words.Contains("--")
        ? null // what follows is what it looks like
        : parsed.CommandResult.Children.OfType<System.CommandLine.Parsing.ArgumentResult>().SelectMany(argument => argument.Tokens)
            .Select(token => token.Value).FirstOrDefault(value => value.StartsWith("--", StringComparison.Ordinal));

    /// <summary>A message of the parser without the names of .NET's types.</summary>
    private static string InWords(string message)
    {
        if (!message.Contains("expected type", StringComparison.Ordinal)) return message;
        var start = message[..message.IndexOf(" as expected type", StringComparison.Ordinal)];
        return message.Contains("Int32", StringComparison.Ordinal) || message.Contains("Int64", StringComparison.Ordinal)
            ? $"{start}: a whole number is expected"
            : message.Contains("Double", StringComparison.Ordinal) ? $"{start}: a number is expected"
            : start;
    }
}

/// <summary>The place of a command in the list of commands.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OrderAttribute(int place) : Attribute
{
    public int Place => place;
}
