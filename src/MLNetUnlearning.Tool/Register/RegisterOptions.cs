namespace MLNetUnlearning.Tool.Register;

/// <summary>The options of commands that use the register.</summary>
internal static class RegisterOptions
{
    /// <summary>The word that stands for no register.</summary>
    public const string None = "none";

    public static Option<string?> Database { get; } = new("--database")
    {
        Description = $"The file of the register of requests and runs. Default: {Register.Database.DefaultFile} in the current folder.",
        HelpName = "FILE",
    };

    /// <summary>The same option of commands that need no register.</summary>
    public static Option<string?> NotedDatabase { get; } = new("--database")
    {
        Description = "Note the run in this file, the register of requests and runs. It waits while another run that is noted there uses "
            + "the cores. Default, and the word none: it is not noted.",
        HelpName = "FILE",
    };

    public static Option<long[]> Request { get; } = new("--request")
    {
        Description = "The numbers of requests in the register: they say model, data and what to forget, and are done when this is. "
            + $"The register is --database, or else {Register.Database.DefaultFile} in the current folder.",
        HelpName = "N",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>The run of the queue that the command is: its number and the register, as N:FILE. The queue states it.</summary>
    public static Option<string?> AsRun { get; } = new("--as-run") { Hidden = true, Recursive = true };

    /// <summary>The file that takes how far the command has come, a line of JSON each time. Pages read it.</summary>
    public static Option<string?> Progress { get; } = new("--progress") { Hidden = true, Recursive = true };

    /// <summary>What the queue adds to every command.</summary>
    public static IReadOnlyList<Option> OfQueue { get; } = [AsRun, Progress];

    /// <summary>The register of a command that cannot do without.</summary>
    /// <exception cref="ToolException">It is to do without.</exception>
    public static string Required(Session session, Option<string?> option) => session.Get(option) switch
    {
        null => Register.Database.DefaultFile,
        None => throw ToolException.Usage("Requests are kept in a register: leave out '--database none', or name its file."),
        var file => file,
    };

    /// <summary>The register that a command is to be noted in; null: none.</summary>
    public static string? NotedIn(Session session) =>
        session.RegisteredRequests is not null ? Required(session, NotedDatabase)
        : session.Get(NotedDatabase) is { } file && file != None ? file
        : null;
}
