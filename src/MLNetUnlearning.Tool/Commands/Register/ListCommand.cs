using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Commands.Register;

/// <summary>Lists requests.</summary>
internal sealed class ListCommand : RegisterCommand
{
    private static readonly Option<bool> All = new("--all") { Description = "Those that are done or withdrawn, too." };

    private static readonly Option<bool> Open = new("--open") { Description = "Those that are open: as without an option." };

    public ListCommand() : base("list", "List the open requests, the one that is due first at the top.")
    {
        Add(Open);
        Add(All);
    }

    protected override Result Run(Session session, RequestRegister register)
    {
        if (session.Get(Open) && session.Get(All)) throw ToolException.Usage("--open and --all say two things: state one of them.");
        var requests = register.Requests().Where(request => session.Get(All) || request.Status == RequestStatus.Open);
        return RequestTexts.Result([.. requests], register.Database.Now, session.Get(All) ? "No request." : "No request is open.");
    }
}
