using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Commands.Register;

/// <summary>Notes more time for a request.</summary>
internal sealed class ExtendCommand : RequestCommand
{
    private static readonly Option<DateTimeOffset?> Until = CommonOptions.Time("--until", "The new last day, such as 2026-12-24.");

    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "Why it takes longer. Whoever asked must be told.",
        HelpName = "TEXT",
        Required = true,
    };

    public ExtendCommand() : base("extend", "Note that a request takes longer, and why. Tell whoever asked within the first month.")
    {
        Until.Required = true;
        Add(Until);
        Add(Reason);
    }

    protected override Result Run(Session session, RequestRegister register, long id)
    {
        var extended = register.Extend(id, session.Get(Until)!.Value, session.Get(Reason)!);
        foreach (var remark in RequestTexts.Remarks(extended)) session.Display.Say($"note: {remark}");
        return RequestTexts.Result(extended, register.Database.Now);
    }
}
