using System.CommandLine;

namespace Comparison;

/// <summary>The options of the command line.</summary>
internal static class CommandLine
{
    private const StringSplitOptions TidyWords = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    private static readonly Option<string> Preset = new("--preset")
    {
        Description = "smoke: synthetic images, seconds. small: CIFAR, 500 rows a class, width 16, hours on a CPU. "
            + "paper: all of CIFAR, width 64, 182 epochs, for a GPU.",
        DefaultValueFactory = _ => "smoke",
    };

    private static readonly Option<DirectoryInfo> Output = new("--output")
    {
        Description = "The folder for models, finished runs and tables.",
        Required = true,
    };

    private static readonly Option<DirectoryInfo> Data = new("--data")
    {
        Description = "The folder that holds cifar-10-batches-bin and cifar-100-binary. Default: ../shared/data.",
        DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("..", "shared", "data")),
    };

    private static readonly Option<string[]> DataSets = Words("--data-sets", "Only these data sets: cifar-10, cifar-100.");
    private static readonly Option<string[]> Schemes = Words("--schemes", "Only these: class, random.");
    private static readonly Option<string[]> Sparsities = Words("--sparsities", "Only these, in percent: 0, 95.");
    private static readonly Option<string[]> Methods = Words(
        "--methods", "Only these methods, by name or class, and the original and Retrain beside them.");

    private static readonly Option<string[]> Seeds = Words(
        "--seeds", "Only these seeds; seeds that the preset has not are run with all its methods.");

    private static readonly Option<string?> Shard = new("--shard") { Description = "I/N: only the I-th of N parts." };

    private static readonly Option<DirectoryInfo[]> Merge = new("--merge")
    {
        Description = "Runs nothing: puts the finished runs of these folders together.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int?> Threads = new("--threads")
    {
        Description = "Threads of each run. Default: one for each core. Results depend on it in their last digits.",
    };
    private static readonly Option<string?> Run = new("--run") { Hidden = true };

    /// <summary>The command; what it does is told to <paramref name="run"/>.</summary>
    public static RootCommand Command(Func<Arguments, CancellationToken, int> run)
    {
        var command = new RootCommand("Compares every unlearning method with retraining.")
        {
            Preset, Output, Data, DataSets, Schemes, Sparsities, Methods, Seeds, Shard, Merge, Threads, Run,
        };
        Preset.AcceptOnlyFromAmong([.. Presets.All.Keys]);
        command.SetAction((parsed, cancellation) => Task.FromResult(run(Read(parsed), cancellation)));
        return command;
    }

    /// <summary>Reads a command line that is known to be one.</summary>
    public static Arguments Read(string[] words) => Read(Command((_, _) => 0).Parse(words));

    private static Arguments Read(ParseResult parsed) => new()
    {
        Preset = Presets.All[parsed.GetValue(Preset)!],
        Output = parsed.GetValue(Output)!.FullName,
        Data = parsed.GetValue(Data)!.FullName,
        DataSets = parsed.GetValue(DataSets) ?? [],
        Schemes = parsed.GetValue(Schemes) ?? [],
        Sparsities = parsed.GetValue(Sparsities) ?? [],
        Methods = parsed.GetValue(Methods) ?? [],
        Seeds = parsed.GetValue(Seeds) ?? [],
        Shard = parsed.GetValue(Shard),
        Merge = [.. (parsed.GetValue(Merge) ?? []).Select(folder => folder.FullName)],
        Threads = parsed.GetValue(Threads) ?? Environment.ProcessorCount,
        RunOnly = parsed.GetValue(Run),
        Words = [.. parsed.Tokens.Select(token => token.Value)],
    };

    private static Option<string[]> Words(string name, string description) => new(name)
    {
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(',', TidyWords))],
    };
}
