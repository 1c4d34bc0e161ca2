using System.Text.Json;

namespace MLNetUnlearning.Tool;

/// <summary>A file of options: names of options in camel case, at the top for every command that has them, and below the name of a command
/// for that command alone.</summary>
internal static class ConfigFile
{
    private const string Schema = "$schema";

    private static readonly JsonDocumentOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>The options of the file that the command has and the command line does not state, as words of a command line.</summary>
    /// <exception cref="ToolException">The file cannot be read, or names what no command has.</exception>
    public static IEnumerable<string> Words(ParseResult parsed, RootCommand root)
    {
        var path = parsed.GetValue(CommonOptions.Config)!;
        var command = parsed.CommandResult.Command;
        using var document = Read(path);
        List<Entry> entries = [];
        foreach (var property in document.RootElement.EnumerateObject().Where(property => property.Name != Schema))
        {
            if (root.Subcommands.FirstOrDefault(one => one.Name == property.Name) is { } owner)
            {
                if (property.Value.ValueKind != JsonValueKind.Object) throw Wrong(path, property.Name, "must be an object with options");
                foreach (var inner in property.Value.EnumerateObject())
                {
                    var option = Find(owner, inner.Name)
                        ?? throw Wrong(path, $"{property.Name}.{inner.Name}", "is no option of this command");
                    if (owner == command) entries.Add(new(option, inner.Value, IsOwn: true));
                }
            }
            else if (Find(command, property.Name) is { } option) entries.Add(new(option, property.Value, IsOwn: false));
            else if (!root.Subcommands.Any(one => Find(one, property.Name) is not null))
                throw Wrong(path, property.Name, "is no option of any command");
        }
        return entries.GroupBy(entry => entry.Option).Select(same => same.MaxBy(entry => entry.IsOwn)!)
            .Where(entry => parsed.GetResult(entry.Option) is null or { Implicit: true } && !IsSaidByArgument(entry.Option, parsed))
            .SelectMany(entry => Words(entry.Option, entry.Value, path)).ToList();
    }

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
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => [option.Name, value.GetRawText()],
        JsonValueKind.String => [option.Name, value.GetString()!],
        JsonValueKind.Array when option.ValueType.IsArray => value.EnumerateArray().SelectMany(each => Words(option, each, path)),
        JsonValueKind.Object when option == MethodChoice.Set => value.EnumerateObject()
            .SelectMany(each => (string[])[option.Name, $"{each.Name}={TextOf(each.Value)}"]),
        _ => throw Wrong(path, NameOf(option), $"cannot be {value.GetRawText()}"),
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
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw ToolException.Usage($"The options in '{path}' cannot be read: {Failure.LineOf(error)}", error);
        }
    }

    private static ToolException Wrong(string path, string name, string what) =>
        ToolException.Usage($"'{name}' in '{path}' {what}: mlnet-unlearn schema prints what may stand there.");

    private sealed record Entry(Option Option, JsonElement Value, bool IsOwn);
}
