using System.Text.Json.Nodes;
using MLNetUnlearning.Tool.Scaling;

namespace MLNetUnlearning.Tool.Commands.Scaling;

/// <summary>Writes the command of each part.</summary>
internal sealed class PlanCommand(SpreadWork work) : SpreadCommand(
    "plan", "Write one command a line: the parts of the work, to be run anywhere, in any order.", work)
{
    protected override Result Run(Session session)
    {
        var plan = PlanOf(session);
        string[] lines = [.. Enumerable.Range(1, plan.NumberOfParts).Select(index => ShellWords.Of(
            [.. plan.Command, $"{new Part(index, plan.NumberOfParts)}"]))];
        var json = new JsonObject
        {
            ["commands"] = new JsonArray([.. lines.Select(line => (JsonNode)line)]),
            ["last"] = plan.Closing,
        };
        return new Result(json, string.Join('\n', lines.Append($"# When all are done: {plan.Closing}")));
    }
}
