using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Commands.Register;

/// <summary>Says all that is known of a request.</summary>
internal sealed class ShowCommand : RequestCommand
{
    public ShowCommand() : base("show", "Say all that the register knows of a request, with its runs.")
    {
    }

    protected override Result Run(Session session, RequestRegister register, long id) =>
        RequestTexts.Shown(register.Request(id), new RunRegister(register.Database), register.Database.Now);
}
