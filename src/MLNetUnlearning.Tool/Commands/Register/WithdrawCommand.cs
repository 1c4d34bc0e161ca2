using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Commands.Register;

/// <summary>Closes a request that is not to be carried out.</summary>
internal sealed class WithdrawCommand : RequestCommand
{
    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "Why: whoever asked thought better of it, or there was nothing to forget.",
        HelpName = "TEXT",
        Required = true,
    };

    public WithdrawCommand() : base("withdraw", "Close a request that is not to be carried out.") => Add(Reason);

    protected override Result Run(Session session, RequestRegister register, long id) =>
        RequestTexts.Result(register.Withdraw(id, session.Get(Reason)!), register.Database.Now);
}
