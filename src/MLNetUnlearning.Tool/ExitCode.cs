namespace MLNetUnlearning.Tool;

/// <summary>What the tool's exit code says. docs/tool.md and the help of <c>mlnet-unlearn</c> list them.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A fault of the tool itself.</summary>
    public const int Fault = 1;

    /// <summary>The command line cannot be carried out as it stands.</summary>
    public const int Usage = 2;

    /// <summary>Files or rows are not what they must be.</summary>
    public const int Data = 3;

    /// <summary>The run itself failed, or the machine cannot run it.</summary>
    public const int FailedRun = 4;

    /// <summary>The run is finished, and its evidence is worse than <c>--require</c> demands.</summary>
    public const int BelowBound = 5;

    /// <summary>A request is overdue.</summary>
    public const int Overdue = 6;

    /// <summary>The run is finished, and its result costs the rows that stay more accuracy than is allowed: there is none.</summary>
    public const int Refused = 7;

    /// <summary>Ended by Ctrl-C or by a signal, as shells say it.</summary>
    public const int Cancelled = 130;

    /// <summary>All of them, for the help.</summary>
    public const string Help =
        "Exit codes: 0 done; 1 a fault of the tool; 2 usage; 3 data (files or rows are not what they must be); 4 failed run; "
        + "5 the evidence is worse than --require demands; 6 a request is overdue; 7 the result costs too "
        + "much accuracy and is refused; 130 cancelled.";
}

/// <summary>Why a command ends early: one line that says what is wrong and what to do, and its exit code.</summary>
internal sealed class ToolException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode => exitCode;

    public static ToolException Usage(string message, Exception? inner = null) => new(Tool.ExitCode.Usage, message, inner);

    public static ToolException WrongData(string message, Exception? inner = null) => new(Tool.ExitCode.Data, message, inner);

    public static ToolException FailedRun(string message, Exception? inner = null) => new(Tool.ExitCode.FailedRun, message, inner);

    /// <summary>What <paramref name="make"/> makes of settings that the user stated: those that are refused are a matter of
    /// usage.</summary>
    public static T Stated<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception error) when (error is ArgumentException or FormatException and not ModelFileException)
        {
            throw Usage(Failure.LineOf(error), error);
        }
    }
}
