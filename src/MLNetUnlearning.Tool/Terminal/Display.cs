using MLNetUnlearning.Tool.Register;
using Spectre.Console;

namespace MLNetUnlearning.Tool.Terminal;

/// <summary>What a person watches while a command runs, on standard error: a progress bar on a terminal, plain lines elsewhere.</summary>
internal sealed class Display(bool isVerbose, ProgressFile? file = null) : IDisposable
{
    private readonly Lock gate = new();
    private readonly IAnsiConsole? terminal = Console.IsErrorRedirected ? null : AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        Interactive = InteractionSupport.Yes,
    });

    /// <summary>The terminal, if somebody can answer there.</summary>
    public IAnsiConsole? Answering => Console.IsInputRedirected ? null : terminal;

    /// <summary>Says one line.</summary>
    public void Say(string line)
    {
        lock (gate)
        {
            if (terminal is null) Console.Error.WriteLine(Harmless(line));
            else terminal.WriteLine(Harmless(line));
        }
    }

    /// <summary>A text without what would steer a terminal or turn the direction of a line, as the name of a folder may.</summary>
    public static string Harmless(string text) => string.Concat(text.Select(letter =>
        char.IsControl(letter) && letter is not ('\n' or '\t') || letter is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069'
            ? '\uFFFD'
            : letter));

    /// <summary>Says one line to who asked for more.</summary>
    public void SayIfVerbose(string line)
    {
        if (isVerbose) Say(line);
    }

    /// <summary>Does something that takes a while, and shows how far it has come.</summary>
    /// <param name="what">What is done, such as "training".</param>
    /// <param name="work">Does it, given the receiver of progress reports.</param>
    public T Watch<T>(string what, Func<IProgress<UnlearningProgress>, T> work)
    {
        Begin(what);
        if (terminal is null) return work(Also(new PlainProgress(Say), what));
        return terminal.Progress().AutoClear(true).HideCompleted(false)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new PaceColumn())
            .Start(shown =>
            {
                var task = shown.AddTask(Markup.Escape(what), maxValue: 1);
                var result = work(Also(new BarProgress(task), what));
                task.Value = 1;
                return result;
            });
    }

    /// <summary>Says in the file of progress that something begins which does not say how far it has come.</summary>
    public void Begin(string what) => file?.Begin(what);

    public void Dispose() => file?.Dispose();

    private IProgress<UnlearningProgress> Also(IProgress<UnlearningProgress> shown, string what) =>
        file is null ? shown : new Both(shown, file, what);

    private sealed class Both(IProgress<UnlearningProgress> shown, ProgressFile file, string what) : IProgress<UnlearningProgress>
    {
        public void Report(UnlearningProgress value)
        {
            file.Write(what, value);
            shown.Report(value);
        }
    }
}
