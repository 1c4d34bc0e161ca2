using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Commands.Register;

/// <summary>Removes who asked.</summary>
internal sealed class PurgeCommand : RequestCommand
{
    private static readonly Option<bool> What = new("--what")
    {
        Description = "Remove what was to be forgotten too, of a request that is closed: also from the words and reports of its runs.",
    };

    public PurgeCommand() : base(
        "purge", "Remove who asked: name, contact and note. The request stays, and the file has no byte of them.") => Add(What);

    protected override Result Run(Session session, RequestRegister register, long id) =>
        RequestTexts.Result(register.Purge(id, session.Get(What)), register.Database.Now);
}
