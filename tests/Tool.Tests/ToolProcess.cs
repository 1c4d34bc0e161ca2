using System.Diagnostics;
using System.Text.Json.Nodes;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>What a process that has ended left: its exit code, and what it wrote.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as JSON, after a success.</summary>
    public JsonObject Json => Succeeded.Output is var text ? JsonNode.Parse(text)!.AsObject() : throw new InvalidOperationException();

    /// <summary>This, which must be a success.</summary>
    public Ended Succeeded => ExitCode == 0 ? this : throw new InvalidOperationException($"exit code {ExitCode}\n{Output}\n{Error}");

    public void ThrowIfFailed() => _ = Succeeded;

    /// <summary>The line that a failure ends with. Nothing else that looks like an error may stand there, and no result.</summary>
    public string ErrorLine(int expectedExitCode)
    {
        Assert.True(ExitCode == expectedExitCode, $"exit code {ExitCode}\n{Output}\n{Error}");
        Assert.Equal("", Output);
        var lines = Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return Assert.Single(lines, line => line.StartsWith("error: ", StringComparison.Ordinal));
    }
}

/// <summary>The real tool, as a process of its own.</summary>
internal static class ToolProcess
{
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "mlnet-unlearn.dll");

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Runs a command in a folder to its end.</summary>
    public static Ended Run(string folder, params string[] words) => Wait(Start(folder, words));

    public static Process Start(string folder, string[] words, Action<ProcessStartInfo>? change = null)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. words])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        change?.Invoke(start);
        return Process.Start(start)!;
    }

    public static Ended Wait(Process process, string readBefore = "")
    {
        using (process)
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (!process.WaitForExit(Longest))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"The tool did not end within {Longest}.");
            }
            return new Ended(process.ExitCode, output.Result, readBefore + error.Result);
        }
    }
}
