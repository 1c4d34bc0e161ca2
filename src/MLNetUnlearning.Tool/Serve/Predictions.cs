using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MLNetUnlearning.Tool.Data;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>What a classifier answers for a row.</summary>
/// <param name="Part">"train": it was trained on the row; "unseen" or "test": it never was.</param>
/// <param name="Predicted">The class that it takes the row for.</param>
/// <param name="Probability">How sure it is, 0 to 1.</param>
/// <param name="IsForgotten">Whether it has forgotten the row.</param>
internal sealed record Prediction(string Part, string Predicted, double Probability, bool IsForgotten = false)
{
    public bool IsTrained => Part == "train";
}

/// <summary>What is known of the answers for some data.</summary>
/// <param name="Run">The run that reads them; null: none was started.</param>
/// <param name="ById">The answers by the ids of rows; null: they are not read yet.</param>
internal sealed record Answered(RegisteredRun? Run, IReadOnlyDictionary<string, Prediction>? ById)
{
    public Prediction? For(ListedRow row) => ById?.GetValueOrDefault(row.Id);
}

/// <summary>Has a classifier answer for all rows of its data, in a run of its own, and keeps the answers.</summary>
/// <param name="grounds">The folders; answers are kept below the first one.</param>
/// <param name="database">Where the runs are.</param>
internal sealed class Predictions(Grounds grounds, Database database)
{
    /// <summary>Up to so many rows are read without asking: more take a while.</summary>
    public const int FewRows = 5_000;

    private readonly RunRegister runs = new(database);
    private readonly Dictionary<long, IReadOnlyDictionary<string, Prediction>> read = [];
    private readonly Lock gate = new();

    /// <summary>The answers for some data.</summary>
    public Answered Of(ModelCard model, DataCard data)
    {
        var run = RunOf(runs.Runs(), Words(model, data), model);
        if (run is not { State: RunState.Done }) return new(run, null);
        lock (gate)
        {
            if (!read.TryGetValue(run.Id, out var known)) read[run.Id] = known = Read(run.Output!);
            return known.Count > 0 ? new(run, known) : new(null, null); // what it printed is gone
        }
    }

    /// <summary>Has them read, unless that is under way. Who calls it wakes the queue.</summary>
    public void Start(ModelCard model, DataCard data)
    {
        var words = Words(model, data);
        runs.StartIf(
            statements => RunOf(RunRows.All(statements, database), words, model)
                is not { State: RunState.Waiting or RunState.Running or RunState.Interrupted },
            RunWords.Score, _ => (words, EmptyFolder(words)));
    }

    private static RegisteredRun? RunOf(IEnumerable<RegisteredRun> all, string[] words, ModelCard model) =>
        all.FirstOrDefault(run => run.Kind == RunWords.Score && run.Words.SequenceEqual(words)
            && run.CreatedAt.UtcDateTime.AddSeconds(1) >= model.Changed);

    private string EmptyFolder(string[] words)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', words))))[..16];
        Private.Folder(grounds.Results);
        var folder = Private.Folder(Path.Combine(grounds.Results, "predictions", name));
        foreach (var old in Directory.EnumerateFiles(folder)) File.Delete(old);
        return folder;
    }

    private static string[] Words(ModelCard model, DataCard data) => ["rows", "--model", model.Path, .. DataWords(model, data), "--json"];

    /// <summary>The options that name the data.</summary>
    public static string[] DataWords(ModelCard model, DataCard data) =>
    [
        DataOptions.Data.Name, data.Path,
        .. model.Plan is { Kind: Tool.Data.DataKind.Table, Columns.Path: { } column } ? [DataOptions.PathColumn.Name, column]
            : Array.Empty<string>(),
    ];

    private static Dictionary<string, Prediction> Read(string file)
    {
        var found = new Dictionary<string, Prediction>();
        try
        {
            using var stream = File.OpenRead(file);
            using var document = JsonDocument.Parse(stream);
            foreach (var row in document.RootElement.GetProperty("rows").EnumerateArray())
                if (row.GetProperty("id").GetString() is { } id)
                    found.TryAdd(id, new(
                        row.GetProperty("part").GetString()!, row.GetProperty("predictedLabel").GetString()!,
                        row.GetProperty("probability").GetDouble(), row.GetProperty("forgotten").GetBoolean()));
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException or KeyNotFoundException
            or InvalidOperationException)
        {
            return []; // it is gone or damaged, and can be read again
        }
        return found;
    }
}
