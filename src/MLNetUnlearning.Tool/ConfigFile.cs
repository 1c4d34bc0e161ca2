using System.Text.Json;

namespace MLNetUnlearning.Tool;

/// <summary>A file of options: names of options in camel case, at the top for every command that has them, and below the name of a command
/// for that command, and those below it, alone.</summary>
internal static class ConfigFile
{
    private const string Schema = "$schema";

    private static readonly JsonDocumentOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>The options of the file that the command has and the command line does not state, as words of a command line.</summary>
    /// <exception cref="ToolException">The file cannot be read, or names what no command has.</exception>
    public static IReadOnlyList<string> Words(ParseResult parsed, RootCommand root)
    {
        var path = parsed.GetValue(CommonOptions.Config)!;
        using var document = Read(path);
        return Entries(root, document.RootElement, parsed.CommandResult.Command, path, within: [])
            .GroupBy(entry => entry.Option).Select(same => same.MaxBy(entry => entry.Depth)!)
            .Where(entry => parsed.GetResult(entry.Option) is null or { Implicit: true } && !IsSaidByArgument(entry.Option, parsed))
            .SelectMany(entry => Words(entry.Option, entry.Value, path)).ToList();
    }

    /// <summary>The options of the command in an object of the file.</summary>
    /// <param name="owner">The command whose name stands before the object; at the top the tool itself.</param>
    /// <param name="stated">The object.</param>
    /// <param name="command">The command that runs.</param>
    /// <param name="path">The file.</param>
    /// <param name="within">The names before the object.</param>
    private static IEnumerable<Entry> Entries(
        Command owner, JsonElement stated, Command command, string path, IReadOnlyList<string> within)
    {
        foreach (var (name, value) in stated.EnumerateObject().Select(property => (property.Name, property.Value)))
        {
            if (within.Count == 0 && name == Schema) continue;
            string[] names = [.. within, name];
            if (owner.Subcommands.FirstOrDefault(one => one.Name == name) is { } below)
            {
                if (value.ValueKind != JsonValueKind.Object) throw Wrong(path, names, "must be an object with options");
                foreach (var entry in Entries(below, value, command, path, names)) yield return entry;
                continue;
            }
            var known = All(owner).Where(one => Find(one, name) is not null).ToList();
            if (known.Count == 0) throw Wrong(path, names, $"is no option of {(within.Count == 0 ? "any" : "this")} command");
            if (known.Contains(command)) yield return new(Find(command, name)!, value, names.Length);
        }
    }

    /// <summary>A command and all below it.</summary>
    public static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    /// <summary>The name of an option in the file: <c>--rows-per-class</c> is <c>rowsPerClass</c>.</summary>
    public static string NameOf(Option option) => string.Concat(option.Name.TrimStart('-').Split('-')
        .Select((word, at) => at == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>The options that a file may state for a command.</summary>
    public static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Concat(CommonOptions.OfAll)
            .Where(option => !option.Hidden && option != CommonOptions.Config && option.Name != "--help");

    private static Option? Find(Command command, string name) => OptionsOf(command).FirstOrDefault(option => NameOf(option) == name);

    /// <summary>An argument that stands in place of the option: <c>train photos</c> is <c>train --data photos</c>.</summary>
    private static bool IsSaidByArgument(Option option, ParseResult parsed) => parsed.CommandResult.Command.Arguments
        .Any(argument => $"--{argument.Name}" == option.Name && parsed.GetResult(argument) is { Tokens.Count: > 0 });

    private static IEnumerable<string> Words(Option option, JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.True when option.ValueType == typeof(bool) => [option.Name],
        JsonValueKind.False when option.ValueType == typeof(bool) => [],
        _ when option.ValueType == typeof(bool) => throw Wrong(
            path, [NameOf(option)], $"must be true or false, and is {value.GetRawText()}"),
        // In one word: a value such as "--force" is no option.
        JsonValueKind.Number => [$"{option.Name}={value.GetRawText()}"],
        JsonValueKind.String when value.GetString() is "" => [option.Name, ""],
        JsonValueKind.String => [$"{option.Name}={value.GetString()}"],
        JsonValueKind.Array when option.ValueType.IsArray => value.EnumerateArray().SelectMany(each => Words(option, each, path)),
        JsonValueKind.Object when option == MethodChoice.Set => value.EnumerateObject()
            .Select(each => $"{option.Name}={each.Name}={TextOf(each.Value)}"),
        _ => throw Wrong(path, [NameOf(option)], $"cannot be {value.GetRawText()}"),
    };

    private static string TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static JsonDocument Read(string path)
    {
        try
        {
            var document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw ToolException.Usage($"'{path}' is no JSON object with options.");
        }
        catch (JsonException error)
        {
            var what = error.Message.Split(" LineNumber:")[0]; // counted from 0 there
            var where = error.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $", line {line + 1}") : "";
            throw ToolException.Usage($"The options in '{path}' cannot be read{where}: {what}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ToolException.Usage($"The options in '{path}' cannot be read: {Failure.LineOf(error)}", error);
        }
    }

    private static ToolException Wrong(string path, IEnumerable<string> names, string what) => ToolException.Usage(
        $"'{string.Join('.', names)}' in '{path}' {what}: mlnet-unlearn schema prints what may stand there.");

    private sealed record Entry(Option Option, JsonElement Value, int Depth);
}
