using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Runtime;
using MLNetUnlearning.Tool.Register;
using MLNetUnlearning.Tool.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MLNetUnlearning.Tool;

/// <summary>One carrying out of a command: its options, where it writes, and how it is ended.</summary>
/// <param name="parsed">The command line.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class Session(ParseResult parsed, CancellationToken cancellation) : IDisposable
{
    // Class names stay readable in any script. The text is never part of a web page.
    public static JsonSerializerOptions Readable { get; } =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HashSet<string> said = [];
    private readonly List<(Option Option, string Text)> answers = [];
    private readonly HashSet<string> claimed = [];
    private Questions? questions;

    /// <summary>Why no tensor can be made on this machine; null: they can, as far as is known.</summary>
    public static string? WhyNoTorch { get; set; }

    public CancellationToken Cancellation => cancellation;

    /// <summary>The seed of the run.</summary>
    public int Seed => Get(CommonOptions.Seed);

    /// <summary>Where progress and messages go: standard error.</summary>
    public Display Display { get; } = new(
        parsed.GetValue(CommonOptions.Verbose), parsed.GetValue(RegisterOptions.Progress) is { } file ? new ProgressFile(file) : null);

    /// <summary>The requests of the register that the command carries out; null: none.</summary>
    public RegisteredRequests? RegisteredRequests { get; set; }

    /// <summary>What the command has made: kinds of <see cref="RunFiles"/>, and paths.</summary>
    public List<(string Kind, string Path)> Made { get; } = [];

    /// <summary>Asks the person at the terminal.</summary>
    public Questions Questions =>
        questions ??= new(parsed.GetValue(CommonOptions.Json) ? null : Display.Answering, cancellation);

    /// <summary>The value of an option; its default if it is not stated.</summary>
    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>Whether an option stands on the command line or in the file of options.</summary>
    public bool IsStated(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The command and its options, also those that were answered: what says the same again.</summary>
    /// <remarks>Without what the queue of runs adds, and without who asked: the words are kept, and stand on pages.</remarks>
    public IReadOnlyList<string> Words => Without(
        [.. parsed.Tokens.Select(token => token.Value), .. answers.SelectMany(answer => new[] { answer.Option.Name, answer.Text })],
        [.. RegisterOptions.OfQueue, RecordOptions.Requester, .. Get(RegisterOptions.AsRun) is null ? [] : new[] { Checkpoint.Folder }]);

    /// <summary>Words without some options and their values.</summary>
    public static IReadOnlyList<string> Without(IReadOnlyList<string> words, params IEnumerable<Option> options)
    {
        var (left, names) = (words.ToList(), options.Select(option => option.Name).ToList());
        for (var at = left.FindIndex(names.Contains); at >= 0; at = left.FindIndex(names.Contains))
            left.RemoveRange(at, Math.Min(2, left.Count - at));
        return left;
    }

    /// <summary>Those of some options that are stated or were answered, with their values.</summary>
    public IEnumerable<string> Stated(IReadOnlyList<Option> options) =>
        options.Select(option => parsed.GetResult(option)).OfType<System.CommandLine.Parsing.OptionResult>()
            .Where(result => !result.Implicit).SelectMany(WordsOf).Concat(
                answers.Where(answer => options.Contains(answer.Option)).SelectMany(answer => new[] { answer.Option.Name, answer.Text }));

    /// <summary>An option with its values. One that takes a single value at a time is repeated.</summary>
    private static IEnumerable<string> WordsOf(System.CommandLine.Parsing.OptionResult result)
    {
        var (name, values) = (result.Option.Name, result.Tokens.Select(token => token.Value));
        return result.Option.AllowMultipleArgumentsPerToken || result.Tokens.Count == 0
            ? values.Prepend(name) : values.SelectMany(value => new[] { name, value });
    }

    /// <summary>The command and its options but some, to tell whether two commands ask for the same.</summary>
    public string WordsBesides(params Option[] options)
    {
        string[] names = [.. options.SelectMany(option => option.Aliases.Append(option.Name))];
        return string.Join('\n', Words.Where(word => !names.Contains(word)));
    }

    /// <summary>The files that options name for the command to read, besides its arguments.</summary>
    public IEnumerable<string> Inputs =>
        Outputs.Inputs.Select(option => parsed.GetValue(option) ?? AnswersTo(option).FirstOrDefault())
            .Concat(All(Requests.Forget).Select(Requests.FileOf)).OfType<string>();

    /// <summary>Takes a path for one thing that the command writes.</summary>
    /// <returns>Whether nothing else that it writes has this path.</returns>
    public bool Claim(string path) => claimed.Add(path);

    /// <summary>Keeps what a person answered as if it stood on the command line.</summary>
    public void Keep(Option option, string answer) => answers.Add((option, answer));

    /// <summary>The values of an option that may be stated several times.</summary>
    public IReadOnlyList<T> All<T>(Option<T[]> option) =>
        [.. parsed.GetValue(option) ?? [], .. AnswersTo(option).OfType<T>()];

    /// <summary>The value of an argument.</summary>
    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>The value of an argument, or else of the option that says the same.</summary>
    /// <exception cref="ToolException">Neither is stated, or both are and differ.</exception>
    public string Required(Argument<string?> argument, Option<string?> option)
    {
        var (first, second) = (parsed.GetValue(argument), parsed.GetValue(option));
        if (first is not null && second is not null && first != second)
            throw ToolException.Usage($"'{first}' and {option.Name} '{second}' say the same thing twice: state one of them.");
        return first ?? Required(option);
    }

    /// <summary>The value of an option that must be stated. A person at a terminal is asked for it.</summary>
    /// <exception cref="ToolException">It is missing.</exception>
    public string Required(Option<string?> option)
    {
        if ((parsed.GetValue(option) ?? AnswersTo(option).FirstOrDefault()) is { } known) return known;
        var answer = Questions.Text($"{option.Description}\n{option.Name}:") ?? throw Missing(option);
        Keep(option, answer);
        return answer;
    }

    /// <summary>A context on a process that is ready to compute. Its warnings, and with <c>--verbose</c> all that it says, go to standard
    /// error.</summary>
    public MLContext Context()
    {
        ThrowIfNoTorch();
        var ml = new MLContext(Seed) { GpuDeviceId = Get(CommonOptions.Gpu) };
        ml.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Info) Display.SayIfVerbose(message.RawMessage);
            else if (message.Kind != ChannelMessageKind.Trace && IsNew(message.RawMessage)) Display.Say($"note: {message.RawMessage}");
        };
        ml.Unlearning().TuneProcess(parsed.GetValue(CommonOptions.Threads));
        if (ml.GpuDeviceId is { } gpu) ThrowIfNoGpu(gpu);
        return ml;
    }

    /// <summary>Prints a result to standard output: as text, on a terminal with its tables drawn, or with <c>--json</c> as one
    /// document.</summary>
    public void Print(Result result)
    {
        if (parsed.GetValue(CommonOptions.Json)) Console.Out.WriteLine(result.Json.ToJsonString(Readable));
        else if (result.View is null || Console.IsOutputRedirected) Console.Out.WriteLine(Display.Harmless(result.Text).TrimEnd());
        else AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) }).Write(result.View);
    }

    public void Dispose() => Display.Dispose();

    /// <exception cref="ToolException">No tensor can be made on this machine.</exception>
    public static void ThrowIfNoTorch()
    {
        if (WhyNoTorch is not null) throw ToolException.FailedRun(WhyNoTorch);
    }

    /// <summary>Refuses a GPU that is not there. The process is ready to compute by now.</summary>
    /// <param name="number">Its number, from 0.</param>
    /// <exception cref="ToolException">It is not there.</exception>
    public static void ThrowIfNoGpu(int number)
    {
        var count = TorchSharp.torch.cuda.is_available() ? TorchSharp.torch.cuda.device_count() : 0;
        if (number >= count)
            throw ToolException.FailedRun(
                $"--gpu {number}: CUDA finds {count} {(count == 1 ? "GPU" : "GPUs")} here, numbered from 0. The packed tool computes on "
                + "the CPU alone; built with -p:Torch=cuda it finds GPUs. Leave --gpu out to compute on the CPU.");
    }

    private IEnumerable<string> AnswersTo(Option option) =>
        answers.Where(answer => answer.Option == option).Select(answer => answer.Text);

    private bool IsNew(string message)
    {
        lock (said) return said.Add(message);
    }

    private ToolException Missing(Option option) =>
        ToolException.Usage($"{option.Name} is missing: see {ToolRoot.NameOf(parsed)} --help.");
}

/// <summary>What a command found out or made.</summary>
/// <param name="Json">As <c>--json</c> prints it; docs/tool.md lists the fields.</param>
/// <param name="Text">As people read it.</param>
internal sealed record Result(JsonObject Json, string Text)
{
    /// <summary>As a terminal shows it; null: as text.</summary>
    public IRenderable? View { get; init; }

    /// <summary>Why the command is not done although it has a result; null: it is done.</summary>
    public ToolException? Error { get; init; }
}
