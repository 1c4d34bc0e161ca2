using MLNetUnlearning.Tool.Commands.Records;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>The commands for deletion records.</summary>
[Order(5)]
internal sealed class RecordCommand : ToolCommand
{
    public RecordCommand() : base("record", "Write, verify and list deletion records: signed files that say what was forgotten, and how.")
    {
        foreach (var command in new ToolCommand[] { new WriteCommand(), new VerifyCommand(), new ListCommand() }) Add(command);
    }

    protected override Result Run(Session session) =>
        throw ToolException.Usage("State what to do: record write, record verify or record list. See mlnet-unlearn record --help.");
}
