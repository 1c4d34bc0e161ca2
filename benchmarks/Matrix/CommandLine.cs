using System.CommandLine;

namespace Matrix;

/// <summary>The options of the command line.</summary>
internal static class CommandLine
{
    private const StringSplitOptions TidyWords = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    private static readonly Option<DirectoryInfo> Output = new("--output")
    {
        Description = "The folder for models, finished outcomes and tables.",
        DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("artifacts", "matrix")),
    };

    private static readonly Option<DirectoryInfo> Data = new("--data")
    {
        Description = "The folder that holds cifar-10-batches-bin and cifar-100-binary. Default: ../shared/data.",
        DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("..", "shared", "data")),
    };

    private static readonly Option<string> Draws = new("--draws")
    {
        Description = "report: the rows, classes and seeds of reported figures. search: those for choosing settings.",
        DefaultValueFactory = _ => DrawList.Report.Name,
    };

    private static readonly Option<bool> Quick = new("--quick") { Description = "Four cells, four methods, one draw each: minutes." };
    private static readonly Option<bool> Training = new("--training") { Description = "TrainClassifier() beside hand-tuned settings." };
    private static readonly Option<bool> Ablation = new("--ablation") { Description = "The parts of the game, each switched off." };
    private static readonly Option<bool> Table = new("--table") { Description = "Runs nothing: writes the table of what is finished." };

    private static readonly Option<string[]> Cells = Words("--cells", "Only these, by name, data or network: 10x100-resnet8, 4x24, conv.");
    private static readonly Option<string[]> Requests = Words("--requests", "Only these: class, random-10, ids, random-1, random-30.");
    private static readonly Option<string[]> Methods = Words("--methods", "Only these: default, or names of classes such as FineTune.");

    private static readonly Option<int?> Retrainings = new("--retrainings")
    {
        Description = "Retrainings behind each reference, 1 to 3. Default: 3, and 1 of a ResNet-18 where a block has five draws or more.",
    };

    private static readonly Option<int> Processes = new("--processes")
    {
        Description = "Processes at a time. Default: one for each core.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "Threads of each process. Results depend on it in their last digits.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int?> Epochs = new("--epochs")
    {
        Description = "For trials of the benchmark itself: so many epochs for every original, batch 32.",
    };

    private static readonly Option<string?> Unit = new("--unit") { Hidden = true };

    /// <summary>The command; what it does is told to <paramref name="run"/>.</summary>
    public static RootCommand Command(Func<Arguments, CancellationToken, Task<int>> run)
    {
        var command = new RootCommand("Measures every method as it comes, at many sizes, against retraining.")
        {
            Output, Data, Draws, Quick, Training, Ablation, Table, Cells, Requests, Methods, Retrainings, Processes, Threads, Epochs, Unit,
        };
        Draws.AcceptOnlyFromAmong(DrawList.Report.Name, DrawList.Search.Name);
        command.Validators.Add(result =>
        {
            if (result.GetValue(Training) && result.GetValue(Ablation)) result.AddError("Take --training or --ablation.");
            if (result.GetResult(Retrainings) is { Tokens: [{ Value: not ("1" or "2" or "3") }] })
                result.AddError("--retrainings is 1 to 3.");
            foreach (var option in new Option[] { Processes, Threads, Epochs })
                if (result.GetResult(option) is { Implicit: false, Tokens: [var number] } && number.Value is ['-', ..] or "0")
                    result.AddError($"{option.Name} is 1 or more.");
        });
        command.SetAction((parsed, cancellation) => run(Read(parsed), cancellation));
        return command;
    }

    /// <summary>Reads a command line that is known to be one.</summary>
    public static Arguments Read(params string[] words) => Read(Command((_, _) => Task.FromResult(0)).Parse(words));

    private static Arguments Read(ParseResult parsed) => new()
    {
        Measurement = parsed.GetValue(Training) ? Measurement.Training
            : parsed.GetValue(Ablation) ? Measurement.Ablation : Measurement.Methods,
        Plan = new Plan
        {
            Draws = parsed.GetValue(Draws) == DrawList.Search.Name ? DrawList.Search : DrawList.Report,
            IsQuick = parsed.GetValue(Quick),
            Cells = parsed.GetValue(Cells) ?? [],
            Requests = parsed.GetValue(Requests) ?? [],
            Methods = parsed.GetValue(Methods) ?? [],
            Retrainings = parsed.GetValue(Retrainings),
        },
        Output = parsed.GetValue(Output)!.FullName,
        Data = parsed.GetValue(Data)!.FullName,
        Processes = parsed.GetValue(Processes),
        Threads = parsed.GetValue(Threads),
        Epochs = parsed.GetValue(Epochs),
        OnlyTable = parsed.GetValue(Table),
        Unit = parsed.GetValue(Unit),
        Words = [.. parsed.Tokens.Select(token => token.Value)],
    };

    private static Option<string[]> Words(string name, string description) => new(name)
    {
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(',', TidyWords))],
    };
}
