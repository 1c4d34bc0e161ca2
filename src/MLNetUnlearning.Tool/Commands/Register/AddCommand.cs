using MLNetUnlearning.Tool.Data;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Commands.Register;

/// <summary>Adds a request.</summary>
internal sealed class AddCommand : ToolCommand
{
    private static readonly Argument<string?> ModelArgument = CommonOptions.ModelArgument();

    private static readonly Option<DateTimeOffset?> Received =
        CommonOptions.Time("--received", "When the request came in, such as 2026-11-01 or 2026-11-01T09:00Z. Default: now.", isPast: true);

    private static readonly Option<int?> Months = CommonOptions.AtLeastOne(new("--months")
    {
        Description = "After how many months it is due. Default: 1, as GDPR Article 12(3) has it.",
        HelpName = "N",
    });

    private static readonly Option<string?> Who = new("--who") { Description = "Who asked.", HelpName = "NAME" };

    private static readonly Option<string?> Contact = new("--contact")
    {
        Description = "How to reach them.",
        HelpName = "TEXT",
    };

    private static readonly Option<string?> Note = new("--note")
    {
        Description = "What else there is to know of who asked. It is purged with the name.",
        HelpName = "TEXT",
    };

    public AddCommand() : base("add", "Add a request. The register is made if it is not there.")
    {
        Add(ModelArgument);
        Option[] options =
            [CommonOptions.Model, DataOptions.Data, Requests.Forget, Received, Months, Who, Contact, Note, RegisterOptions.Database];
        foreach (var option in options) Add(option);
    }

    protected override Result Run(Session session)
    {
        var path = RegisterOptions.Required(session, RegisterOptions.Database);
        var model = session.Required(ModelArgument, CommonOptions.Model);
        var data = session.Required(DataOptions.Data);
        if (!File.Exists(model)) throw ToolException.WrongData($"There is no classifier '{model}'.");
        if (data != DataSource.SyntheticWord && !Path.Exists(data))
            throw ToolException.WrongData($"There is no folder or file '{data}'.");
        var (what, received) = (Requests.ToForget(session), session.Get(Received));
        RequestRegister.ThrowIfLater(received, DateTimeOffset.UtcNow);
        if (session.Get(Months) is > Period.MostMonths and var months)
            throw ToolException.Usage($"--months is {months}; it must be 1 to {Period.MostMonths}.");
        CheckClasses(session, model, what);
        var requester = new Requester(session.Get(Who), session.Get(Contact), session.Get(Note));
        using var database = Database.Open(path); // nothing is made before all is known to be right
        var added = new RequestRegister(database).Add(
            model, data, what, received, session.Get(Months) ?? 1, requester == new Requester(null, null, null) ? null : requester);
        return RequestTexts.Result(added, database.Now);
    }

    /// <summary>Refuses a file that is no classifier, and a class that it does not have: not on the last day, when it is to forget
    /// it.</summary>
    private static void CheckClasses(Session session, string model, WhatToForget what)
    {
        using var classifier = session.Context().Unlearning().LoadClassifier(model);
        var names = classifier.Labels.Names;
        if (what.Words.Select(Requests.ClassOf).OfType<string>().FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            throw ToolException.WrongData($"'{model}' has no class '{unknown}'. Its classes are: {string.Join(", ", names)}.");
    }
}
