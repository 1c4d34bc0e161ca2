using System.Text;
using System.Text.Json;
using MLNetUnlearning.Tool;

namespace Matrix;

/// <summary>Finished outcomes on disk: a file for each unit of work, a line for each outcome. What is there is not made again.</summary>
internal sealed class OutcomeStore
{
    private readonly string outcomes;

    /// <summary>Opens a folder, or begins it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="settings">What every outcome in the folder depends on.</param>
    /// <exception cref="InvalidOperationException">The folder holds outcomes of other settings.</exception>
    public OutcomeStore(string folder, string settings)
    {
        outcomes = Directory.CreateDirectory(Path.Combine(folder, "outcomes")).FullName;
        Models = Directory.CreateDirectory(Path.Combine(folder, "models")).FullName;
        var notes = Path.Combine(folder, "settings.txt");
        using var taken = FileLock.Wait(notes + ".lock");
        if (!File.Exists(notes)) File.WriteAllText(notes, settings);
        if (File.ReadAllText(notes) is var earlier && earlier != settings)
            throw new InvalidOperationException(
                $"Folder '{folder}' was begun with '{earlier}' and not with '{settings}': take another --output.");
    }

    /// <summary>The folder of models that several units share.</summary>
    public string Models { get; }

    /// <summary>The outcomes of a unit so far. A line that a killed process left unfinished is none.</summary>
    public IReadOnlyList<Outcome> Of(string unit) => [.. WholeLines(unit).Select(line => JsonSerializer.Deserialize<Outcome>(line)!)];

    /// <summary>One process at a time works on a unit.</summary>
    public IDisposable Take(string unit)
    {
        var taken = FileLock.Wait(PathOf(unit) + ".lock");
        var whole = WholeLines(unit);
        if (whole.Count == 0) return taken;
        // A line that was cut short would spoil the next one.
        File.WriteAllLines(PathOf(unit) + ".tmp", whole, new UTF8Encoding(false));
        File.Move(PathOf(unit) + ".tmp", PathOf(unit), overwrite: true);
        return taken;
    }

    /// <summary>Adds an outcome to a unit that was taken.</summary>
    public void Add(string unit, Outcome outcome) =>
        File.AppendAllText(PathOf(unit), JsonSerializer.Serialize(outcome) + "\n", new UTF8Encoding(false));

    private List<string> WholeLines(string unit)
    {
        if (!File.Exists(PathOf(unit))) return [];
        var text = File.ReadAllText(PathOf(unit));
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private string PathOf(string unit) => Path.Combine(outcomes, unit + ".jsonl");
}
