using System.Diagnostics;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>The tool itself as a process of its own. Words are passed as they are, never by way of a shell.</summary>
internal static class ToolChild
{
    /// <summary>Starts a command.</summary>
    /// <param name="words">The command and its options.</param>
    /// <param name="redirectsInput">Whether the caller writes to it. If not, it reads nothing.</param>
    public static Process Start(IEnumerable<string> words, bool redirectsInput = false)
    {
        var (program, first) = ToolProgram.Start;
        var start = new ProcessStartInfo(program, [.. first, .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var process = Process.Start(start)!;
        if (!redirectsInput) process.StandardInput.Close();
        process.ErrorDataReceived += (_, _) => { }; // read, so that it never waits for a reader
        if (redirectsInput) process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Runs a command to its end.</summary>
    /// <returns>Its exit code, its standard output, and its last line on standard error.</returns>
    public static async Task<(int Code, string Output, string LastLine)> Run(IEnumerable<string> words, CancellationToken cancellation)
    {
        using var process = Start(words);
        try
        {
            var (output, error) = (
                process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            await process.WaitForExitAsync(cancellation);
            var lines = (await error).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return (process.ExitCode, await output, lines.LastOrDefault() ?? "");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
