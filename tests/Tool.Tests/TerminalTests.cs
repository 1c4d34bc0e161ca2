using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>What a person at a terminal sees, and is asked. The terminal is that of <c>script</c>, which Linux systems have.</summary>
[Collection(ToolTests.Name)]
public sealed partial class TerminalTests(Workplace place)
{
    [TerminalFact]
    public void Progress_is_a_bar_and_figures_are_a_drawn_table()
    {
        var seen = OnTerminal("", ["train", "synthetic", "--rows-per-class", "6", "--test-rows-per-class", "2", .. Workplace.Small,
            "--output", "bar.zip"]);
        Assert.Contains('━', seen);
        Assert.Matches(@"training [0-9]+/[0-9]+", seen);
        var table = OnTerminal("", "evaluate", "b.zip", "--data", "synthetic", "--forget", "class:disc", "--threads", "1");
        Assert.Contains("│ model ", table);
        Assert.Contains("MIA-Efficacy: the share of them", table);
        Assert.Contains('╭', OnTerminal("", "methods"));
    }

    [TerminalFact]
    public void What_is_missing_is_asked_for_and_stands_in_the_command_that_makes_a_report_again()
    {
        // The data, then the second of the classes.
        var seen = OnTerminal("synthetic\r\u001b[B\r", "report", "a.zip", "--threads", "1", "--output", "asked.html");
        Assert.Contains("What is to be forgotten?", seen);
        Assert.Contains("--data synthetic --forget class:ring", File.ReadAllText(place.PathOf("asked.html")));
    }

    [TerminalFact]
    public void A_file_is_replaced_after_a_yes_alone()
    {
        File.WriteAllText(place.PathOf("there.onnx"), "mine");
        Assert.Contains("Replace it?", OnTerminal("n\r", "export", "a.zip", "--output", "there.onnx"));
        Assert.Equal("mine", File.ReadAllText(place.PathOf("there.onnx")));
        OnTerminal("y\r", "export", "a.zip", "--output", "there.onnx");
        Assert.NotEqual("mine", File.ReadAllText(place.PathOf("there.onnx")));
    }

    [TerminalFact]
    public void Nothing_is_asked_of_a_program()
    {
        Assert.Contains("--data is missing", OnTerminal("", "evaluate", "a.zip", "--json"));
        Assert.Contains("--data is missing", place.Run("evaluate", "a.zip").Error);
    }

    /// <summary>All that a command shows on a terminal, without its colours.</summary>
    private string OnTerminal(string typed, params string[] words)
    {
        var command = string.Join(' ', words.Prepend(ToolProcess.Program).Prepend("dotnet").Select(word => $"'{word}'"));
        var process = ToolProcess.Start(place.PathOf("."), [], start =>
        {
            start.FileName = TerminalFactAttribute.Script;
            start.ArgumentList.Clear();
            foreach (var word in new[] { "--quiet", "--return", "--command", $"stty cols 120 rows 40; exec {command}", "/dev/null" })
                start.ArgumentList.Add(word);
            start.Environment["TERM"] = "xterm-256color";
        });
        // Typed once the question is there: what is typed before a program reads keys may be lost.
        var output = process.StandardOutput;
        var seen = new System.Text.StringBuilder();
        foreach (var answer in Answers().Matches(typed).Select(match => match.Value))
        {
            WaitForQuestion(output, seen);
            process.StandardInput.Write(answer);
            process.StandardInput.Flush();
        }
        var rest = ToolProcess.Wait(process);
        return Colours().Replace(seen + rest.Output, "");
    }

    private static void WaitForQuestion(StreamReader output, System.Text.StringBuilder seen)
    {
        var start = seen.Length;
        var letters = new char[1024];
        var clock = Stopwatch.StartNew();
        while (!Questions().IsMatch(Colours().Replace(seen.ToString(start, seen.Length - start), "")))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), $"Nothing is asked: {seen}");
            var count = output.Read(letters);
            Assert.True(count > 0, $"It ended without a question: {seen}");
            seen.Append(letters, 0, count);
        }
    }

    [GeneratedRegex(@"--data: ?$|ids stand in a file\s*$|\[y/n\] \(n\): ?$")]
    private static partial Regex Questions();

    [GeneratedRegex("[^\r]*\r")]
    private static partial Regex Answers();

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Colours();
}

/// <summary>A test that needs a terminal, and is reported as skipped where none can be made.</summary>
internal sealed class TerminalFactAttribute : FactAttribute
{
    public const string Script = "/usr/bin/script";

    public TerminalFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Script)) Skip = $"There is no {Script}, which makes a terminal.";
    }
}
