using System.Text;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace MLNetUnlearning.Tool;

/// <summary>A method or an attack in a list: what it is, and its settings.</summary>
/// <param name="Object">The object with its defaults.</param>
/// <param name="Name">Its name in tables.</param>
internal sealed record Entry(object Object, string Name)
{
    private const int LineLength = 100;

    /// <summary>What else there is to say.</summary>
    public JsonObject More { get; init; } = [];

    private string Class => Object.GetType().Name;

    /// <summary>A list of entries, or one with all that is known of it.</summary>
    public static Result Result(string what, IReadOnlyList<Entry> entries, bool isOne)
    {
        var json = new JsonObject { [what] = new JsonArray([.. entries.Select(entry => (JsonNode)entry.ToJson())]) };
        var text = new StringBuilder();
        foreach (var entry in entries)
        {
            text.Append($"{entry.Class} ({entry.Name})\n{Wrapped(Docs.Of(entry.Object.GetType()), "  ")}");
            if (!isOne) continue;
            if (Docs.RemarksOf(entry.Object.GetType()) is { Length: > 0 } remarks) text.Append($"\n{Wrapped(remarks, "  ")}");
            foreach (var setting in Settings.All(entry.Object))
                text.Append($"\n  {setting.Name} = {setting.Default}  ({setting.Type})\n{Wrapped(setting.Description, "    ")}");
        }
        return new Result(json, text.ToString()) { View = isOne ? null : Table(entries) };
    }

    private static Table Table(IReadOnlyList<Entry> entries)
    {
        var table = new Table().RoundedBorder().AddColumns("class", "name", "what it does");
        foreach (var entry in entries)
            table.AddRow(new Text(entry.Class), new Text(entry.Name), new Text(Docs.Of(entry.Object.GetType())));
        return table;
    }

    private JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["class"] = Class,
            ["name"] = Name,
            ["summary"] = Docs.Of(Object.GetType()),
        };
        foreach (var (name, value) in More) json[name] = value?.DeepClone();
        json["settings"] = new JsonArray([.. Settings.All(Object).Select(setting => (JsonNode)setting.ToJson())]);
        return json;
    }

    /// <summary>A text in lines that a terminal shows whole.</summary>
    public static string Wrapped(string text, string indent)
    {
        var lines = new StringBuilder();
        var line = indent;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > indent.Length && line.Length + word.Length > LineLength)
            {
                lines.Append(line.TrimEnd()).Append('\n');
                line = indent;
            }
            line += word + " ";
        }
        return lines.Append(line.TrimEnd()).Append('\n').ToString();
    }
}
