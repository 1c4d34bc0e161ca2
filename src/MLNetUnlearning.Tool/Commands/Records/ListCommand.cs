using System.Text.Json.Nodes;

namespace MLNetUnlearning.Tool.Commands.Records;

/// <summary>Lists the records of a folder.</summary>
internal sealed class ListCommand : ToolCommand
{
    private static readonly Argument<string> Folder = new("folder")
    {
        Description = "The folder of the records.",
        DefaultValueFactory = _ => ".",
    };

    public ListCommand() : base("list", "List the records of a folder, in the order of their chain.") => Add(Folder);

    protected override Result Run(Session session)
    {
        var folder = session.Get(Folder)!;
        if (!Directory.Exists(folder)) throw ToolException.WrongData($"There is no folder '{folder}'.");
        var records = DeletionRecord.List(folder);
        var json = records.Select(record => (JsonNode)WriteCommand.Json(Path.GetFileName(record.Path), record));
        return new Result(
            new JsonObject { ["records"] = new JsonArray([.. json]) },
            records.Count == 0 ? $"There is no record in '{folder}'." : string.Join('\n', records));
    }
}
