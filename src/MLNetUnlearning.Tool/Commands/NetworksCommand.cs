using System.Text;
using System.Text.Json.Nodes;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Lists networks.</summary>
[Order(22)]
internal sealed class NetworksCommand : ToolCommand
{
    public NetworksCommand() : base("networks", "List the networks, with their settings and defaults.")
    {
    }

    protected override Result Run(Session session)
    {
        var (list, text) = (new JsonArray(), new StringBuilder());
        foreach (var made in Networks.All)
        {
            text.Append($"{made.Name}\n{Entry.Wrapped(Docs.Of(made), "  ")}");
            var settings = new JsonArray();
            foreach (var parameter in made.GetParameters().Where(parameter => parameter.ParameterType == typeof(int)))
            {
                var setting = new Setting(
                    parameter.Name!, Settings.TypeText(parameter.ParameterType), Settings.ValueText(parameter.DefaultValue),
                    Docs.Of(parameter));
                settings.Add((JsonNode)setting.ToJson());
                text.Append($"  --{setting.Name} = {setting.Default}  ({setting.Type})\n{Entry.Wrapped(setting.Description, "    ")}");
            }
            list.Add((JsonNode)new JsonObject { ["name"] = made.Name, ["summary"] = Docs.Of(made), ["settings"] = settings });
        }
        return new Result(new JsonObject { ["networks"] = list }, text.ToString());
    }
}
