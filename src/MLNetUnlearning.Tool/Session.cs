using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Runtime;
using MLNetUnlearning.Tool.Terminal;

namespace MLNetUnlearning.Tool;

/// <summary>One carrying out of a command: its options, where it writes, and how it is ended.</summary>
/// <param name="parsed">The command line.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class Session(ParseResult parsed, CancellationToken cancellation)
{
    // Class names stay readable in any script. The text is never part of a web page.
    public static JsonSerializerOptions Readable { get; } =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HashSet<string> said = [];

    /// <summary>Why no tensor can be made on this machine; null: they can, as far as is known.</summary>
    public static string? WhyNoTorch { get; set; }

    public CancellationToken Cancellation => cancellation;

    /// <summary>The seed of the run.</summary>
    public int Seed => Get(CommonOptions.Seed);

    /// <summary>Where progress and messages go: standard error.</summary>
    public Display Display { get; } = new(parsed.GetValue(CommonOptions.Verbose));

    /// <summary>The value of an option; its default if it is not stated.</summary>
    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>Whether an option stands on the command line or in the file of options.</summary>
    public bool IsStated(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The command and its options, for a process that does a part of it.</summary>
    public IReadOnlyList<string> Words => [.. parsed.Tokens.Select(token => token.Value)];

    /// <summary>The values of an option that may be stated several times.</summary>
    public IReadOnlyList<T> All<T>(Option<T[]> option) => parsed.GetValue(option) ?? [];

    /// <summary>The value of an argument.</summary>
    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>The value of an argument, or else of the option that says the same.</summary>
    /// <exception cref="ToolException">Neither is stated, or both are and differ.</exception>
    public string Required(Argument<string?> argument, Option<string?> option)
    {
        var (first, second) = (parsed.GetValue(argument), parsed.GetValue(option));
        if (first is not null && second is not null && first != second)
            throw ToolException.Usage($"'{first}' and {option.Name} '{second}' say the same thing twice: state one of them.");
        return first ?? second ?? throw Missing(option);
    }

    /// <summary>The value of an option that must be stated.</summary>
    public string Required(Option<string?> option) => parsed.GetValue(option) ?? throw Missing(option);

    /// <summary>A context on a process that is ready to compute. Its warnings, and with <c>--verbose</c> all that it says, go to standard
    /// error.</summary>
    public MLContext Context()
    {
        ThrowIfNoTorch();
        var ml = new MLContext(Seed);
        ml.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Info) Display.SayIfVerbose(message.RawMessage);
            else if (message.Kind != ChannelMessageKind.Trace && IsNew(message.RawMessage)) Display.Say($"note: {message.RawMessage}");
        };
        ml.Unlearning().TuneProcess(parsed.GetValue(CommonOptions.Threads));
        return ml;
    }

    /// <summary>Prints a result to standard output: as text, or with <c>--json</c> as one document.</summary>
    public void Print(Result result) => Console.Out.WriteLine(
        parsed.GetValue(CommonOptions.Json) ? result.Json.ToJsonString(Readable) : result.Text.TrimEnd());

    /// <exception cref="ToolException">No tensor can be made on this machine.</exception>
    public static void ThrowIfNoTorch()
    {
        if (WhyNoTorch is not null) throw ToolException.FailedRun(WhyNoTorch);
    }

    private bool IsNew(string message)
    {
        lock (said) return said.Add(message);
    }

    private ToolException Missing(Option option) =>
        ToolException.Usage($"{option.Name} is missing: see mlnet-unlearn {parsed.CommandResult.Command.Name} --help.");
}

/// <summary>What a command found out or made.</summary>
/// <param name="Json">As <c>--json</c> prints it; docs/tool.md lists the fields.</param>
/// <param name="Text">As people read it.</param>
internal sealed record Result(JsonObject Json, string Text)
{
    /// <summary>Why the command is not done although it has a result; null: it is done.</summary>
    public ToolException? Error { get; init; }
}
