using System.Text.Json;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>What a run has come to, in words first.</summary>
/// <param name="Headline">One sentence.</param>
/// <param name="Verdicts">Question, answer, rating and reason.</param>
/// <param name="Models">The names of the models that were measured.</param>
/// <param name="Figures">For each figure its name, what is good, and its value for each model.</param>
/// <param name="IsCompared">Whether a retrained model is among them.</param>
public sealed record RunResult(
    string Headline, IReadOnlyList<VerdictView> Verdicts, IReadOnlyList<string> Models, IReadOnlyList<FigureView> Figures, bool IsCompared)
{
    /// <summary>The file in a run's folder that says that a retrained model is to be compared with afterwards.</summary>
    internal const string WantsRetraining = "compare-with-retraining";

    internal const string Report = "report.html", Compared = "with-retraining.html";

    private static readonly (string Field, string Name, string Meaning)[] AllFigures =
    [
        ("unlearningAccuracy", "Forgotten rows answered wrong", "as often as a retrained model would"),
        ("membershipInferenceEfficacy", "Forgotten rows that an attack takes for new ones", "as many as after retraining"),
        ("retainAccuracy", "Rows that stay answered right", "as many as before"),
        ("testAccuracy", "New rows answered right", "as many as before"),
    ];

    /// <summary>Reads the figures beside a report.</summary>
    /// <param name="page">The report's page.</param>
    /// <param name="arePictures">Whether the rows are pictures.</param>
    /// <returns>Null: they are gone.</returns>
    internal static RunResult? Read(string page, bool arePictures)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Outputs.FolderOf(page), "report.json")));
            var root = document.RootElement;
            var verdicts = root.GetProperty("verdicts").EnumerateArray()
                .Where(verdict => verdict.GetProperty("model").GetString() == "unlearned").Select(VerdictView.Of).ToList();
            var models = root.GetProperty("models").EnumerateArray().ToList();
            var names = models.Select(model => model.GetProperty("model").GetString()!).ToList();
            var figures = AllFigures.Select(figure => new FigureView(
                figure.Name, figure.Meaning, [.. models.Select(model => Percent(model.GetProperty(figure.Field)))])).ToList();
            var count = root.GetProperty("rows").GetProperty("Forget").GetInt32();
            return new(
                Words(verdicts, count, arePictures), verdicts, names, figures, names.Contains(UnlearningReport.Retrained));
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException or KeyNotFoundException
            or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The figures of a run: with a retrained model, where one was compared with.</summary>
    internal static RunResult? Of(RegisteredRun run, bool arePictures) =>
        Read(Path.Combine(run.Folder!, Compared), arePictures) ?? Read(Path.Combine(run.Folder!, Report), arePictures);

    private static string Words(List<VerdictView> verdicts, int count, bool arePictures)
    {
        string RatingOf(int place) => verdicts.Count > place ? verdicts[place].Rating : "unknown";
        var (one, many) = arePictures ? ("picture", "pictures") : ("row", "rows");
        var these = count == 1 ? $"this {one}" : string.Create(CultureInfo.InvariantCulture, $"these {count:N0} {many}");
        var them = count == 1 ? "it" : "them";
        var told = RatingOf(3);
        return (RatingOf(0), verdicts.FirstOrDefault()?.Answer) switch
        {
            ("good", _) when told == "good" =>
                $"The model now answers {these} like {many} it never saw, under the tests below.",
            ("good", _) when told == "unknown" =>
                $"The model now answers {these} like {many} it never saw. Whether an attacker could still tell is not known.",
            ("good", _) => $"The model answers {these} like {many} it never saw, but an attacker may still tell that it once did.",
            ("fair" or "bad", "Too much" or "A little too much") =>
                $"The model answers {these} worse than one that never saw {them}: it forgot more than it was asked to.",
            ("unknown", "Too few rows to tell") =>
                $"So few {many} cannot show what the model still knows of {these}. Compare with retraining, or retrain: that is exact.",
            ("fair", _) => $"The model has forgotten {these} in part.",
            ("bad", _) => $"The model still knows {these}.",
            _ => $"What the model still knows of {these} could not be told.",
        };
    }

    private static string Percent(JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? string.Create(CultureInfo.InvariantCulture, $"{value.GetDouble():0.0} %") : "–";
}

/// <summary>A question and its answer.</summary>
public sealed record VerdictView(string Question, string Answer, string Rating, string Reason)
{
    internal static VerdictView Of(JsonElement json) => new(
        json.GetProperty("question").GetString()!, json.GetProperty("answer").GetString()!, json.GetProperty("rating").GetString()!,
        Shown.Of(json.GetProperty("reason").GetString()!));
}

/// <summary>A figure of all models.</summary>
public sealed record FigureView(string Name, string Meaning, IReadOnlyList<string> Values);
