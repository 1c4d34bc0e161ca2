using System.CommandLine;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>Help, wrong command lines and exit codes.</summary>
[Collection(ToolTests.Name)]
public sealed class CommandLineTests(Workplace place)
{
    private static IEnumerable<Command> Shown => ToolRoot.Command().Subcommands.Where(command => !command.Hidden);

    public static TheoryData<string> Commands => new(Shown.Select(command => command.Name));

    [Theory, MemberData(nameof(Commands))]
    public void Every_command_says_what_it_does_and_each_of_its_options(string command)
    {
        var ended = place.Run(command, "--help").Succeeded;
        var described = ToolRoot.Command().Subcommands.Single(one => one.Name == command);
        Assert.Equal("", ended.Error);
        Assert.Contains(described.Description!, ended.Output);
        Assert.All(described.Options.Where(option => !option.Hidden), option =>
        {
            Assert.Contains(option.Name, ended.Output);
            Assert.False(string.IsNullOrEmpty(option.Description), option.Name);
        });
    }

    [Fact]
    public void The_help_of_the_tool_lists_the_commands_and_the_exit_codes()
    {
        var help = place.Run("--help").Succeeded.Output;
        Assert.All(Shown, command => Assert.Contains($"  {command.Name}", help));
        Assert.All(new[] { "2 usage", "3 data", "4 failed run", "5 the evidence", "130 cancelled" }, code => Assert.Contains(code, help));
    }

    [Fact]
    public void Help_is_a_word_too()
    {
        Assert.Equal(place.Run("--help").Succeeded.Output, place.Run("help").Succeeded.Output);
        Assert.Equal(place.Run("record", "verify", "--help").Succeeded.Output, place.Run("help", "record", "verify").Succeeded.Output);
    }

    [Theory]
    [InlineData("a command is missing: they are listed above")]
    [InlineData("State what to do: record write", "record")]
    [InlineData("'bogus' is no command and no option here. See mlnet-unlearn --help", "bogus")]
    [InlineData("'trian' is no command and no option here. Did you mean train?", "trian")]
    [InlineData("'--epoch' is no command and no option here. Did you mean --epochs? See mlnet-unlearn train", "train", "--epoch", "3")]
    [InlineData("Did you mean --rows-per-class?", "train", "synthetic", "--rows", "20")]
    [InlineData("'verfy' is no command and no option here. Did you mean verify?", "record", "verfy")]
    [InlineData("--data is missing: see mlnet-unlearn train --help", "train")]
    [InlineData("--model is missing", "unlearn")]
    [InlineData("--data is missing", "unlearn", "a.zip")]
    [InlineData("--forget is missing", "unlearn", "a.zip", "--data", "synthetic")]
    [InlineData("--rows-per-class is 0; it must be at least 1", "train", "synthetic", "--rows-per-class", "0")]
    [InlineData("'x' for option '--seed': a whole number is expected", "train", "synthetic", "--seed", "x")]
    [InlineData("a date such as 2026-11-01 is expected", "unlearn", "a.zip", "--received", "yesterday")]
    [InlineData("a date such as 2026-11-01 is expected", "unlearn", "a.zip", "--received", "03/04/2026")]
    [InlineData("'@nowhere' is no command and no option here", "@nowhere")]
    [InlineData("--requester is for a deletion record: add --record FILE", "unlearn", "a.zip", "--requester", "Ada")]
    [InlineData("no network 'VGG'; there are ResNet18, SmallConvNet", "train", "synthetic", "--network", "VGG")]
    [InlineData("say the same thing twice", "train", "synthetic", "--data", "photos")]
    [InlineData("no folder 'nowhere' to write", "train", "synthetic", "--output", "nowhere/a.zip")]
    [InlineData("'a.zip' is there already", "train", "synthetic", "--output", "a.zip")]
    [InlineData("would replace what the command reads", "unlearn", "a.zip", "--output", "a.zip", "--force")]
    [InlineData("no method 'Oblivion'; there are Recommended, AdversarialMinMax",
        "unlearn", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--method", "Oblivion")]
    [InlineData("no setting 'Fury'; it has RandomRows.TrainingShare",
        "unlearn", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--method", "FineTune", "--set", "Fury=1")]
    [InlineData("no setting 'Epochs'. Did you mean NumberOfEpochs? It has RandomRows",
        "unlearn", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--method", "FineTune", "--set", "Epochs=1")]
    [InlineData("LearningRate is -1; it must be positive",
        "unlearn", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--method", "FineTune", "--set", "LearningRate=-1")]
    [InlineData("expected class:NAME (such as class:cat)", "unlearn", "a.zip", "--data", "synthetic", "--forget", "cat")]
    [InlineData("Expected a share between 0 and 1", "unlearn", "a.zip", "--data", "synthetic", "--forget", "random:2")]
    [InlineData("--rows-per-class is 13; the model was trained with 12",
        "unlearn", "a.zip", "--data", "synthetic", "--rows-per-class", "13", "--forget", "class:disc")]
    [InlineData("no state in", "unlearn", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--resume")]
    [InlineData("no figure 'speed'", "evaluate", "b.zip", "--require", "speed<=1")]
    [InlineData("Cannot read --require 'disparity'", "evaluate", "b.zip", "--require", "disparity")]
    [InlineData("add --retrain, or --reference", "evaluate", "b.zip", "--require", "disparity<=2")]
    [InlineData("no attack 'Brute'; there are KernelSvmAttack", "evaluate", "b.zip", "--attack", "Brute")]
    [InlineData("it must be at least 2", "audit", "b.zip", "--shadow-models", "1")]
    [InlineData("'tiff'", "export", "a.zip", "--format", "tiff")]
    public void What_cannot_be_carried_out_is_said_in_one_line_and_leaves_nothing(string message, params string[] words) =>
        IsRefused(ExitCode.Usage, message, words);

    [Theory]
    [InlineData("no folder or file 'nowhere'", "train", "nowhere")]
    [InlineData("'to-unlearn' is a folder, and not the file of a classifier", "inspect", "to-unlearn")]
    [InlineData("nowhere.zip", "unlearn", "nowhere.zip", "--data", "synthetic", "--forget", "class:disc")]
    [InlineData("no class 'cat'. Its classes are", "unlearn", "a.zip", "--data", "synthetic", "--forget", "class:cat")]
    [InlineData("nowhere.txt", "unlearn", "a.zip", "--data", "synthetic", "--forget", "ids:nowhere.txt")]
    [InlineData("Person", "unlearn", "a.zip", "--data", "synthetic", "--forget", "Person=Anna")]
    [InlineData("does not end like a zip archive", "inspect", "a.zip.key")]
    [InlineData("nowhere.png", "score", "nowhere.png", "--model", "a.zip")]
    public void Data_that_are_not_what_they_must_be_are_said_in_one_line_and_leave_nothing(string message, params string[] words)
    {
        Directory.CreateDirectory(place.PathOf("to-unlearn"));
        IsRefused(ExitCode.Data, message, words);
    }

    [Fact]
    public void Verbose_adds_where_an_error_came_from()
    {
        var ended = place.Run("inspect", "nowhere.zip", "--verbose");
        Assert.Contains("   at MLNetUnlearning.Tool.", ended.Error);
        Assert.DoesNotContain("   at ", place.Run("inspect", "nowhere.zip").Error);
    }

    [Fact]
    public void A_run_that_fails_says_so_by_its_exit_code_and_leaves_no_file()
    {
        var ended = place.Run(
            "unlearn", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--method", "FineTune", "--set", "LearningRate=1e30",
            "--output", "failed.zip", "--threads", "1");
        Assert.Contains("The loss of ", ended.ErrorLine(ExitCode.FailedRun));
        Assert.Empty(Directory.GetFileSystemEntries(place.Folder, "failed*"));
    }

    /// <summary>Asserts that a command is refused in one line and leaves the folder as it was.</summary>
    private void IsRefused(int exitCode, string message, string[] words)
    {
        string[] before = [.. Directory.GetFileSystemEntries(place.Folder).Order()];
        Assert.Contains(message, place.Run(words).ErrorLine(exitCode));
        Assert.Equal(before, Directory.GetFileSystemEntries(place.Folder).Order());
    }
}
