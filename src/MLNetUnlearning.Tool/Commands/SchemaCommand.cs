using System.Text.Json.Nodes;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Prints the schema of the file of options, which editors complete and check by.</summary>
[Order(31)]
internal sealed class SchemaCommand : ToolCommand
{
    public SchemaCommand() : base(
        "schema", "Print the JSON schema of --config files. Name it in the file's \"$schema\", and editors complete.")
    {
    }

    protected override Result Run(Session session)
    {
        var schema = Schema(ToolRoot.Command());
        return new Result(schema, schema.ToJsonString(Session.Readable));
    }

    private static JsonObject Schema(RootCommand root)
    {
        var properties = Properties(root);
        properties["$schema"] = new JsonObject { ["type"] = "string" };
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Options of mlnet-unlearn",
            ["description"] = "Options at the top are for every command that has them; those below a command's name are for it alone.",
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
    }

    /// <summary>The options of a command and of those below it, and then these commands.</summary>
    private static JsonObject Properties(Command command)
    {
        var options = ConfigFile.All(command).SelectMany(ConfigFile.OptionsOf).DistinctBy(option => option.Name)
            .OrderBy(option => option.Name, StringComparer.Ordinal);
        var properties = new JsonObject();
        foreach (var option in options) properties[ConfigFile.NameOf(option)] = Of(option);
        foreach (var below in command.Subcommands.Where(one => !one.Hidden))
            properties[below.Name] = new JsonObject
            {
                ["description"] = below.Description,
                ["type"] = "object",
                ["properties"] = Properties(below),
                ["additionalProperties"] = false,
            };
        return properties;
    }

    private static JsonObject Of(Option option)
    {
        var type = option.ValueType;
        var isList = type.IsArray;
        var item = isList ? type.GetElementType()! : Nullable.GetUnderlyingType(type) ?? type;
        var one = new JsonObject
        {
            ["type"] = item == typeof(bool) ? "boolean" : item == typeof(int) || item == typeof(long) ? "integer"
                : item == typeof(double) ? "number" : "string",
        };
        if (!isList)
        {
            one["description"] = option.Description;
            return one;
        }
        var forms = new JsonArray(one.DeepClone(), new JsonObject { ["type"] = "array", ["items"] = one });
        if (option == MethodChoice.Set) forms.Add((JsonNode)new JsonObject { ["type"] = "object" });
        return new JsonObject { ["description"] = option.Description, ["anyOf"] = forms };
    }
}
