using System.Text.Json.Nodes;
using Spectre.Console;

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
            records.Count == 0
                ? $"There is no record in '{folder}'."
                : string.Join('\n', records.Select(record => $"{Path.GetFileName(record.Path)}: {record}")))
        {
            View = records.Count == 0 ? null : Table(records),
        };
    }

    private static Table Table(IReadOnlyList<DeletionRecord> records)
    {
        var table = new Table().RoundedBorder().AddColumns("record", "request", "completed", "rows", "method", "guarantee");
        table.Columns[3].RightAligned();
        foreach (var record in records)
            table.AddRow(new[]
            {
                Path.GetFileName(record.Path), record.RequestId,
                record.Completed.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                record.NumberOfRows.ToString(CultureInfo.InvariantCulture), record.Method,
                record.Guarantee.ToString().ToLowerInvariant(),
            }.Select(text => new Text(text)));
        return table;
    }
}
