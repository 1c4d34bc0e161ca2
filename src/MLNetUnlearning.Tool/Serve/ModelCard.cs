using System.IO.Compression;
using System.Text.Json;
using MLNetUnlearning.Tool.Data;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>What the page knows of a classifier's file without loading it: its manifest.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Name">As the page shows it.</param>
/// <param name="Changed">When the file was written.</param>
/// <param name="Network">Such as "SmallConvNet".</param>
/// <param name="Classes">The names of its classes.</param>
/// <param name="Steps">What was done to it, first to last.</param>
/// <param name="Notes">How its rows were chosen.</param>
/// <param name="Recipe">How it was trained, as far as an estimate needs it.</param>
/// <param name="IsVector">Whether it takes rows of a table.</param>
public sealed record ModelCard(
    string Path, string Name, DateTime Changed, string Network, IReadOnlyList<string> Classes, IReadOnlyList<ModelStep> Steps,
    IReadOnlyDictionary<string, string> Notes, TrainingRecipe Recipe, bool IsVector)
{
    private const int LongestManifest = 8 << 20;

    /// <summary>The kind of data that it was trained on; null: the file does not say.</summary>
    public string? Kind => Notes.GetValueOrDefault("data.kind");

    /// <summary>Whether the key of its rows lies beside it.</summary>
    public bool HasKey => File.Exists(Outputs.KeyOf(Path));

    /// <summary>What to do where it does not.</summary>
    public string WithoutKey =>
        $"{Outputs.KeyOf(Name)} is missing. Without it nobody can tell which rows {Name} was trained on: put it beside the model.";

    /// <summary>On how many rows it was trained.</summary>
    public int TrainingRows => Steps.Count > 0 ? Steps[0].Rows : 0;

    /// <summary>How often it was made to forget.</summary>
    public int TimesForgotten => Steps.Count(step => step.ForgottenRows > 0);

    /// <summary>How long its training took; null: not known.</summary>
    public TimeSpan? TrainingTime => Steps.FirstOrDefault(step => step.Name == "train")?.Time;

    /// <summary>How its rows were found.</summary>
    internal DataPlan? Plan => DataPlan.OfNotes(Notes);

    /// <summary>Reads the manifest of a file.</summary>
    /// <returns>Null: the file is no classifier of this library.</returns>
    internal static ModelCard? Read(string path, string name)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            if (archive.GetEntry("manifest.json") is not { Length: <= LongestManifest } entry) return null;
            using var stream = entry.Open();
            using var document = JsonDocument.Parse(stream);
            var root = document.RootElement;
            if (root.GetProperty("format").GetString() != "MLNetUnlearning classifier") return null;
            return new ModelCard(
                path, name, File.GetLastWriteTimeUtc(path), root.GetProperty("network").GetProperty("name").GetString() ?? "",
                [.. root.GetProperty("labels").GetProperty("values").EnumerateArray().Select(value => value.GetString() ?? "")],
                [.. root.GetProperty("history").EnumerateArray().Select(ModelStep.Of)],
                root.TryGetProperty("notes", out var notes)
                    ? notes.EnumerateObject().ToDictionary(note => note.Name, note => note.Value.GetString() ?? "") : [],
                RecipeOf(root.GetProperty("recipe")), root.TryGetProperty("vectors", out _));
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or JsonException
            or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static TrainingRecipe RecipeOf(JsonElement json)
    {
        int? Number(string name) => json.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : null;
        return new TrainingRecipe
        {
            NumberOfSteps = Number("numberOfSteps"),
            NumberOfEpochs = Number("numberOfEpochs"),
            BatchSize = Number("batchSize"),
            LearningRate = json.TryGetProperty("learningRate", out var rate) && rate.ValueKind == JsonValueKind.Number
                ? rate.GetDouble() : null,
        };
    }
}

/// <summary>One thing that was done to a classifier.</summary>
/// <param name="Name">Such as "train" or the name of a method.</param>
/// <param name="Rows">On how many rows.</param>
/// <param name="ForgottenRows">How many of them were forgotten.</param>
/// <param name="Time">How long it took.</param>
public sealed record ModelStep(string Name, int Rows, int ForgottenRows, TimeSpan? Time)
{
    internal static ModelStep Of(JsonElement json) => new(
        json.GetProperty("name").GetString() ?? "", json.GetProperty("numberOfRows").GetInt32(),
        json.GetProperty("numberOfForgottenRows").GetInt32(),
        TimeSpan.TryParse(json.GetProperty("runTime").GetString(), CultureInfo.InvariantCulture, out var time) ? time : null);
}
