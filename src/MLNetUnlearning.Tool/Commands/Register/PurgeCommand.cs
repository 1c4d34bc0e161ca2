using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Commands.Register;

/// <summary>Removes who asked.</summary>
internal sealed class PurgeCommand : RequestCommand
{
    public PurgeCommand() : base("purge", "Remove who asked: name, contact and note. The request stays, and the file has no byte of them.")
    {
    }

    protected override Result Run(Session session, RequestRegister register, long id) =>
        RequestTexts.Result(register.Purge(id), register.Database.Now);
}
