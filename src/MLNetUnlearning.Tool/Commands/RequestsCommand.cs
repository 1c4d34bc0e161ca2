using MLNetUnlearning.Tool.Commands.Register;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>The commands for the register of requests.</summary>
[Order(6)]
internal sealed class RequestsCommand : ToolCommand
{
    public RequestsCommand() : base(
        "requests", "Keep requests to be forgotten in a register: what is asked, by whom, until when, and what became of it.")
    {
        ToolCommand[] commands =
        [
            new AddCommand(), new ListCommand(), new DueCommand(), new ShowCommand(), new ExtendCommand(), new WithdrawCommand(),
            new PurgeCommand(),
        ];
        foreach (var command in commands) Add(command);
    }

    protected override Result Run(Session session) => throw ToolException.Usage(
        "State what to do: requests add, list, due, show, extend, withdraw or purge. See mlnet-unlearn requests --help.");
}
