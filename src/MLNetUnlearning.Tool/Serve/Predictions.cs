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
internal sealed class Predictions(Workbench bench)
{
    /// <summary>Up to so many rows are read without asking: more take a while.</summary>
    public const int FewRows = 5_000;

    private readonly Dictionary<long, IReadOnlyDictionary<string, Prediction>> read = [];
    private readonly Lock gate = new();

    /// <summary>The answers for some data.</summary>
    public Answered Of(ModelCard model, DataCard data)
    {
        var words = Words(model, data);
        var run = bench.Runs.Runs().FirstOrDefault(one => one.Kind == RunWords.Score && one.Words.SequenceEqual(words)
            && one.CreatedAt.UtcDateTime.AddSeconds(1) >= model.Changed);
        if (run is not { State: RunState.Done }) return new(run, null);
        lock (gate)
        {
            if (!read.TryGetValue(run.Id, out var known)) read[run.Id] = known = Read(run.Output!);
            return known.Count > 0 ? new(run, known) : new(null, null); // what it printed is gone
        }
    }

    /// <summary>Has them read.</summary>
    public void Start(ModelCard model, DataCard data)
    {
        lock (gate)
        {
            if (Of(model, data).Run is { State: RunState.Waiting or RunState.Running or RunState.Interrupted }) return;
            var words = Words(model, data);
            var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', words))))[..16];
            Private.Folder(bench.Grounds.Results);
            var folder = Private.Folder(Path.Combine(bench.Grounds.Results, "predictions", name));
            foreach (var old in Directory.EnumerateFiles(folder)) File.Delete(old);
            bench.Runs.Start(RunWords.Score, words, folder);
        }
        bench.Queue.Wake();
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
