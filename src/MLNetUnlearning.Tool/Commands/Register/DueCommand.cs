using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Commands.Register;

/// <summary>Lists the requests that are due soon.</summary>
internal sealed class DueCommand : RegisterCommand
{
    private static readonly Option<int> Within = new("--within")
    {
        Description = "Those that are due within so many days, and those that are overdue.",
        HelpName = "DAYS",
        DefaultValueFactory = _ => 7,
    };

    public DueCommand() : base("due", $"List the requests that are due soon. If one is overdue, the exit code is {ExitCode.Overdue}.") =>
        Add(Within);

    protected override Result Run(Session session, RequestRegister register)
    {
        var (now, days) = (register.Database.Now, session.Get(Within));
        if (days is < 0 or > 36500) throw ToolException.Usage($"--within is {days}; it must be 0 to 36500.");
        var due = register.Requests()
            .Where(request => request.Status == RequestStatus.Open && request.DueAt <= Period.EndOfDay(now.AddDays(days))).ToList();
        string[] overdue = [.. due.Where(request => request.IsOverdue(now)).Select(request => $"{request.Id}")];
        var nothing = string.Create(CultureInfo.InvariantCulture, $"No request is due within {(days == 1 ? "a day" : $"{days} days")}.");
        return RequestTexts.Result(due, now, nothing) with
        {
            Error = overdue.Length == 0 ? null : new ToolException(
                ExitCode.Overdue,
                overdue.Length == 1
                    ? $"Request {overdue[0]} is overdue: carry it out by unlearn --request {overdue[0]}, extend or withdraw it."
                    : $"Requests {string.Join(", ", overdue)} are overdue: carry them out by unlearn --request, extend or withdraw them."),
        };
    }
}
