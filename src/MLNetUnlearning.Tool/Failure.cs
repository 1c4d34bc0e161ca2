using System.Runtime.InteropServices;

namespace MLNetUnlearning.Tool;

/// <summary>Exit code and line of an exception.</summary>
internal static class Failure
{
    public static int CodeOf(Exception error) => Cause(error) switch
    {
        ToolException own => own.ExitCode,
        OperationCanceledException => ExitCode.Cancelled,
        UnlearningException or OutOfMemoryException or ExternalException => ExitCode.FailedRun, // libtorch's own is the last
        IOException or UnauthorizedAccessException or FormatException or InvalidDataException or InvalidOperationException
            or ArgumentException or NotSupportedException => ExitCode.Data,
        _ => ExitCode.Fault,
    };

    /// <summary>The message on one line, without what only a programmer needs.</summary>
    public static string LineOf(Exception error)
    {
        var cause = Cause(error);
        const StringSplitOptions Tidy = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var lines = cause.Message.Split(['\r', '\n'], Tidy);
        var text = cause is ExternalException ? lines[0] : string.Join(' ', lines); // a trace of native code follows
        var parameter = text.IndexOf(" (Parameter '", StringComparison.Ordinal);
        if (cause is ArgumentException && parameter >= 0) text = text[..parameter];
        return CodeOf(cause) == ExitCode.Fault
            ? $"{cause.GetType().Name}: {text} This is a fault of the tool; --verbose adds where."
            : text;
    }

    /// <summary>What lies behind an exception that only carries another one out of a thread.</summary>
    private static Exception Cause(Exception error) => error switch
    {
        AggregateException { InnerException: { } inner } => Cause(inner),
        InvalidOperationException { InnerException: (IOException or ToolException or OperationCanceledException) and var inner } => inner,
        _ => error,
    };
}
