using Spectre.Console;

namespace MLNetUnlearning.Tool.Terminal;

/// <summary>Asks the person at the terminal for what the command line lacks, on standard error. Where nobody is there, or a program reads
/// the result, nothing is asked.</summary>
/// <param name="terminal">The terminal; null: nobody is there.</param>
/// <param name="cancellation">Ends a question.</param>
internal sealed class Questions(IAnsiConsole? terminal, CancellationToken cancellation)
{
    public bool CanAsk => terminal is not null;

    /// <summary>Asks for a line of text.</summary>
    /// <returns>Null: nobody is there, or nothing was answered.</returns>
    public string? Text(string question) => terminal is null
        ? null
        : Answer(new TextPrompt<string>(Markup.Escape(question)).AllowEmpty()).Trim() is { Length: > 0 } answer ? answer : null;

    /// <summary>Asks for one of several.</summary>
    /// <returns>Null: nobody is there.</returns>
    public string? Choice(string question, IEnumerable<string> choices) => terminal is null
        ? null
        : Answer(new SelectionPrompt<string>().Title(Markup.Escape(question)).PageSize(15).UseConverter(Markup.Escape).AddChoices(choices));

    /// <summary>Asks yes or no.</summary>
    /// <returns>No, too, where nobody is there.</returns>
    public bool Confirm(string question) =>
        terminal is not null && Answer(new ConfirmationPrompt(Markup.Escape(question)) { DefaultValue = false });

    private T Answer<T>(IPrompt<T> prompt) => prompt.ShowAsync(terminal!, cancellation).GetAwaiter().GetResult();
}
