using System.Text.Json.Nodes;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Tool.Commands.Scaling;
using MLNetUnlearning.Tool.Comparison;
using MLNetUnlearning.Tool.Data;
using MLNetUnlearning.Tool.Scaling;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Compares methods with retraining: on one classifier, or on the many originals of a preset.</summary>
[Order(4)]
internal sealed class CompareCommand : ToolCommand
{
    private static readonly string[] FileNames =
        ["comparison.html", "comparison.jsonl", "comparison.md", "comparison.csv", "attacks.csv"];

    private const StringSplitOptions TidyWords = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    private static readonly Argument<string?> ModelArgument = CommonOptions.ModelArgument();

    private static readonly Option<string?> PresetName = new("--preset")
    {
        Description = "Compare on originals that are trained for it, in place of MODEL. smoke: drawn pictures, a minute. small: CIFAR, 500 "
            + "rows a class, width 16, hours on a CPU. paper: all of CIFAR, width 64, 182 epochs, for a GPU.",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Output = new("--output", "-o")
    {
        Description = "The folder for tables, and with a preset for models and finished runs: the same command goes on where it stopped.",
        HelpName = "FOLDER",
    };

    private static readonly Option<string[]> Methods = Words(
        "--methods", "Only these methods, by name or class; the original and Retrain stand beside them.");

    private static readonly Option<string[]> Seeds = Words(
        "--seeds", "The seeds. With a preset: only these; those that it has not are run with all its methods. Default: 0, or the "
            + "preset's.");

    private static readonly Option<string[]> DataSets = Words("--data-sets", "Preset: only these data sets: cifar-10, cifar-100.");
    private static readonly Option<string[]> Schemes = Words("--schemes", "Preset: only these requests: class, random.");
    private static readonly Option<string[]> Sparsities = Words("--sparsities", "Preset: only these, in percent: 0, 95.");
    private static readonly Option<string[]> Merge = new("--merge")
    {
        Description = "Preset: runs nothing; puts the finished runs of these folders together. All runs of a request on an original come "
            + "from one folder.",
        HelpName = "FOLDER",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> OneRun = new("--run")
    {
        Description = "One run, in the process that it has to itself.",
        Hidden = true,
    };

    public CompareCommand() : base("compare", "Compare methods with retraining, on a classifier or, with --preset, on many.")
    {
        PresetName.AcceptOnlyFromAmong([.. Presets.All.Keys]);
        Add(ModelArgument);
        Option[] options =
        [
            CommonOptions.Model, .. DataOptions.All, Requests.Forget, Methods, Seeds, AttackChoice.Attack, Output, PresetName, DataSets,
            Schemes, Sparsities, Part.Option, Merge, OneRun, CommonOptions.Force, CommonOptions.Threads,
        ];
        foreach (var option in options) Add(option);
        foreach (var command in SpreadCommand.Of(new SpreadWork(Name, OfPresets, Argument: null, NumberOfUnits))) Add(command);
    }

    /// <summary>The options that say nothing to a preset.</summary>
    private static IReadOnlyList<Option> OfModels { get; } =
    [
        .. DataOptions.All.Except([DataOptions.Data]), Requests.Forget, AttackChoice.Attack,
    ];

    /// <summary>The options of a comparison that can be spread over machines.</summary>
    private static IReadOnlyList<Option> OfPresets { get; } =
        [PresetName, DataOptions.Data, Output, Methods, Seeds, DataSets, Schemes, Sparsities, CommonOptions.Threads];

    protected override Result Run(Session session)
    {
        if (session.Get(PresetName) is null) return OfModel(session);
        if (session.Get(ModelArgument) is not null || session.Get(CommonOptions.Model) is not null)
            throw ToolException.Usage("--preset trains its own originals: leave out MODEL, or --preset.");
        if (OfModels.FirstOrDefault(session.IsStated) is { } ofModel)
            throw ToolException.Usage(
                $"{ofModel.Name} is for a model of your own: a preset has rows, requests and attacks of its own. Leave it out.");
        var arguments = ArgumentsOf(session);
        if (session.Get(OneRun) is { } run)
        {
            arguments.RunOne(run);
            return new Result([], "");
        }
        var outcome = arguments.RunAll(session.Display.Say, session.Cancellation);
        var json = ToJson(outcome.Finished);
        json["planned"] = outcome.Planned;
        json["failed"] = outcome.Failed;
        return new Result(json, outcome.Text)
        {
            Error = outcome.Failed == 0 ? null : ToolException.FailedRun(
                $"{outcome.Failed} of {outcome.Planned} runs failed: they are not in the tables, and the same command tries them again."),
        };
    }

    private static Result OfModel(Session session)
    {
        if (new Option[] { DataSets, Schemes, Sparsities, Part.Option, Merge }.FirstOrDefault(session.IsStated) is { } ofPreset)
            throw ToolException.Usage($"{ofPreset.Name} is for presets: add --preset, or leave it out.");
        var path = session.Required(ModelArgument, CommonOptions.Model);
        string[] files = session.Get(Output) is { } folder ? [.. FileNames.Select(name => Path.Combine(folder, name))] : [];
        if (File.Exists(session.Get(Output))) throw ToolException.Usage($"'{session.Get(Output)}' is a file: state a folder.");
        foreach (var file in files) Outputs.ThrowIfThere(file, File.Exists(file), session);
        if (session.Get(Output) is { } stated) Outputs.ThrowIfReadOnly(stated);
        var seeds = Numbers(session.All(Seeds));
        var attacks = AttackChoice.Of(session);
        var ml = session.Context();
        var names = session.All(Methods);
        IReadOnlyList<UnlearningMethod>? methods = names.Count == 0
            ? null
            : [.. names.Select(name => MethodChoice.Named(ml, name)).Distinct()];
        using var model = ml.Unlearning().LoadClassifier(path);
        var rows = DataOptions.For(ml, session, model, path);
        var request = Requests.Of(session, rows, model);
        var marked = ml.Unlearning().MarkForgotten(rows.Train, request);
        var comparison = session.Display.Watch("comparing", progress => ml.Unlearning().Compare(
            model, marked, rows.Unseen, rows.Test, methods, seeds, attacks, session.Required(DataOptions.Data), request.ToString(),
            progress: progress, cancellationToken: session.Cancellation));
        if (session.Get(Output) is { } place) Outputs.AllOrNone([place, .. files], () => comparison.Save(place));
        var written = files.Length == 0 ? "" : $"\n  {files[0]}: a page to read; its figures are beside.\n";
        return new Result(ToJson(comparison), $"{comparison.ToMarkdown()}\n{FiguresText.Words}{written}")
        {
            View = FiguresText.View(comparison, written),
        };
    }

    private static int NumberOfUnits(Session session)
    {
        if (session.Get(PresetName) is null) throw ToolException.Usage("--preset is missing: comparisons of a preset are spread.");
        return ArgumentsOf(session).NumberOfUnits;
    }

    private static Arguments ArgumentsOf(Session session) => new()
    {
        Preset = Presets.All[session.Get(PresetName)!],
        Output = Path.GetFullPath(session.Required(Output)),
        Data = Path.GetFullPath(session.Get(DataOptions.Data) ?? "."),
        DataSets = session.All(DataSets),
        Schemes = session.All(Schemes),
        Sparsities = session.All(Sparsities),
        Methods = session.All(Methods),
        Seeds = session.All(Seeds),
        Part = Part.Of(session),
        Merge = [.. session.All(Merge).Select(Path.GetFullPath)],
        Machine = new Machine(session.Get(CommonOptions.Threads) ?? Environment.ProcessorCount, session.Get(CommonOptions.Gpu)),
        Words = session.Words,
    };

    /// <summary>The figures of all runs. Unlike other results they hold times, which are part of the comparison.</summary>
    private static JsonObject ToJson(UnlearningComparison comparison) => new()
    {
        ["runs"] = new JsonArray(
            [.. comparison.ToJsonLines().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line))]),
    };

    private static List<int>? Numbers(IReadOnlyList<string> words) => words.Count == 0 ? null :
    [
        .. words.Select(word => int.TryParse(word, CultureInfo.InvariantCulture, out var number)
            ? number : throw ToolException.Usage($"Cannot read '{word}' as a seed.")),
    ];

    private static Option<string[]> Words(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "LIST",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(',', TidyWords))],
    };
}
