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
        var properties = new JsonObject { ["$schema"] = new JsonObject { ["type"] = "string" } };
        foreach (var option in root.Subcommands.SelectMany(ConfigFile.OptionsOf).DistinctBy(option => option.Name)
            .OrderBy(option => option.Name, StringComparer.Ordinal))
            properties[ConfigFile.NameOf(option)] = Of(option);
        foreach (var command in root.Subcommands)
            properties[command.Name] = new JsonObject
            {
                ["description"] = command.Description,
                ["type"] = "object",
                ["properties"] = new JsonObject(ConfigFile.OptionsOf(command)
                    .Select(option => KeyValuePair.Create(ConfigFile.NameOf(option), (JsonNode?)Of(option)))),
                ["additionalProperties"] = false,
            };
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

    private static JsonObject Of(Option option)
    {
        var type = option.ValueType;
        var isList = type.IsArray;
        var item = isList ? type.GetElementType()! : Nullable.GetUnderlyingType(type) ?? type;
        var one = new JsonObject
        {
            ["type"] = item == typeof(bool) ? "boolean" : item == typeof(int) ? "integer" : item == typeof(double) ? "number" : "string",
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
