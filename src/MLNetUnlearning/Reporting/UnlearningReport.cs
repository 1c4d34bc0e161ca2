using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MLNetUnlearning.Reporting;

namespace MLNetUnlearning;

/// <summary>A model in a report.</summary>
/// <param name="Model">Its name in the report: "original", "unlearned", "retrained".</param>
/// <param name="Metrics">Its metrics.</param>
public sealed record ReportedModel(string Model, UnlearningMetrics Metrics);

/// <summary>The models of one request side by side, with what the numbers mean: a comparison of one seed, as text and as JSON.</summary>
/// <remarks>All are compared with the model named "retrained". If there is none, there is no average disparity.</remarks>
public sealed class UnlearningReport
{
    /// <summary>The name of the model that the others are compared with.</summary>
    public const string Retrained = "retrained";

    /// <summary>The question of the one verdict that tells times, which differ from run to run.</summary>
    public const string CostQuestion = "What did it cost?";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly ComparedRun[] runs;
    private readonly UnlearningComparison comparison;

    /// <summary>Puts models side by side.</summary>
    /// <param name="forget">The request, such as "class:cat" or "random:0.1".</param>
    /// <param name="models">The models, in the order of the table.</param>
    /// <exception cref="ArgumentException">There is no model, two have the same name, or they were measured by different attacks or on
    /// other rows.</exception>
    public UnlearningReport(string forget, IReadOnlyList<ReportedModel> models)
    {
        ArgumentException.ThrowIfNullOrEmpty(forget);
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count == 0)
            throw new ArgumentException("A report needs at least one model.", nameof(models));
        if (models.CountBy(model => model.Model).FirstOrDefault(same => same.Value > 1) is { Value: > 1 } twice)
            throw new ArgumentException($"Model '{twice.Key}' is given {twice.Value} times.", nameof(models));
        (Forget, Models) = (forget, [.. models]);
        var yardstick = models.FirstOrDefault(model => model.Model == Retrained) ?? models[0];
        var gaps = models.ToDictionary(model => model.Model, model => model.Metrics.CompareTo(yardstick.Metrics));
        Gaps = yardstick.Model == Retrained ? gaps : new Dictionary<string, UnlearningGap>();
        runs = [.. models.Select(model => ComparedRun.Of("", forget, sparsity: 0, model.Model, settings: "", seed: 0, model.Metrics))];
        comparison = new UnlearningComparison(runs, Retrained);
    }

    /// <summary>The request.</summary>
    public string Forget { get; }

    /// <summary>The models, in the order of the table.</summary>
    public IReadOnlyList<ReportedModel> Models { get; }

    /// <summary>How far each model is from the retrained one, by the model's name; empty if there is no retrained one.</summary>
    public IReadOnlyDictionary<string, UnlearningGap> Gaps { get; }

    /// <summary>The report in words: five questions, and their answers for each model that is neither the original nor the retrained
    /// one.</summary>
    public IReadOnlyList<ReportVerdict> Verdicts => [.. Subjects.SelectMany(model => Reporting.Verdicts.Of(this, model))];

    /// <summary>The models that the report is about: all but the original and the retrained one or, if there are no others, the last
    /// one.</summary>
    internal IReadOnlyList<ReportedModel> Subjects =>
        Models.Where(model => model.Model is not (ComparedRun.Original or Retrained)).ToList() is { Count: > 0 } others
            ? others : [Models[^1]];

    /// <summary>Sentences to print below the table, for instance about settings.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The table, with what the numbers mean and the notes below.</summary>
    public string ToTable()
    {
        Column[] columns = [.. Column.Figures, .. Column.Times];
        var counts = Models[0].Metrics.RowCounts;
        var rows = Subset.Names.Where(subset => counts[subset] > 0).Select(subset => $"{counts[subset]} {subset.ToLowerInvariant()}");
        var text = new StringBuilder().AppendLine($"Forget {Forget} ({string.Join(", ", rows)} rows)");
        text.Append(Tables.Aligned(
        [
            ["model", .. columns.Select(column => column.Heading)],
            .. runs.Select(run => (string[])[run.Method, .. columns.Select(column => Tables.Number(column.Of(comparison, run), "F2"))]),
        ]));
        foreach (var note in Explanations().Concat(Notes))
            text.AppendLine($"  {note}");
        return text.ToString();
    }

    /// <summary>The table, as <see cref="ToTable"/> gives it.</summary>
    public override string ToString() => ToTable();

    /// <summary>The report as JSON, in percent and seconds; null if unknown.</summary>
    public string ToJson() => Json().ToJsonString(Indented);

    /// <summary>Saves reports as JSON: one as an object, several as a list. Readers see the old file or the whole new one.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="reports">The reports.</param>
    public static void Save(string path, params UnlearningReport[] reports)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(reports);
        if (reports.Length == 0)
            throw new ArgumentException("There is nothing to save.", nameof(reports));
        JsonNode document = reports.Length == 1 ? reports[0].Json() : new JsonArray([.. reports.Select(report => report.Json())]);
        Tables.Save(path, document.ToJsonString(Indented) + "\n");
    }

    /// <summary>Writes the report as a page to read, and all its figures into a folder beside it.</summary>
    /// <remarks>
    /// <para>The page is one file that loads nothing and needs no script: verdicts in words, the models side by side, the most exposed
    /// rows, each class, how sure the models are, what each attack finds, how the runs went, and where the models come from. It has the
    /// pictures that the metrics keep: <c>Evaluate(.., numberOfPictures: 24)</c>.</para>
    /// <para>Beside <c>report.html</c> the folder <c>report.data</c> gets <c>report.json</c> and the tables as CSV. Each file replaces an
    /// old one as a whole.</para>
    /// </remarks>
    /// <param name="path">The page; its folder is made where it is missing.</param>
    /// <param name="options">What it shows; null: everything.</param>
    /// <exception cref="ArgumentOutOfRangeException">The options are out of range.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void SaveHtml(string path, ReportPageOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new();
        var page = ToHtml(options);
        if (options.WithData) ReportData.Save(ReportData.FolderOf(path), this);
        Tables.Save(path, page);
    }

    /// <summary>The page that <see cref="SaveHtml"/> writes.</summary>
    /// <param name="options">What it shows; null: everything.</param>
    /// <exception cref="ArgumentOutOfRangeException">The options are out of range.</exception>
    public string ToHtml(ReportPageOptions? options = null) => ReportPage.Of(this, (options ?? new()).Checked());

    /// <summary>The metrics of the model of a name; null if there is none, or if it is the other one.</summary>
    internal UnlearningMetrics? Find(string name, ReportedModel other) =>
        Models.FirstOrDefault(model => model.Model == name && model != other)?.Metrics;

    private JsonObject Json() => new()
    {
        ["forget"] = Forget,
        ["membershipInferenceAttack"] = Models[0].Metrics.MembershipInference[0].Attack,
        ["models"] = new JsonArray([.. Models.Zip(runs, Json)]),
    };

    private JsonObject Json(ReportedModel model, ComparedRun run)
    {
        var fields = new JsonObject { ["model"] = model.Model };
        // Four decimals: more than the rows can tell, few enough to read.
        void Add(string name, double? value) => fields[name] = Rounded(value);
        foreach (var column in Column.Figures)
            Add(column.Json, column.Of(comparison, run));
        Add("sparsity", model.Metrics.Sparsity);
        if (model.Metrics.RetainAccuracyLost is { } lost) Add("retainAccuracyLost", lost);
        if (model.Metrics.Judgement is { } judgement) fields["judgement"] = Json(judgement);
        foreach (var column in Column.Times)
            Add(column.Json, column.Of(comparison, run));
        if (model.Metrics.Requests.Count > 1) fields["requests"] = new JsonArray([.. model.Metrics.Requests.Select(Json)]);
        if (model.Metrics.RowCounts[Subset.ForgottenBefore] > 0) fields["soFar"] = Json(model.Metrics.SoFar);
        return fields;
    }

    private static JsonNode Json(ForgottenRowsMetrics group) => new JsonObject
    {
        ["request"] = group.Request,
        ["rows"] = group.NumberOfRows,
        ["unlearningAccuracy"] = Rounded(group.UnlearningAccuracy),
        ["membershipInferenceEfficacy"] = Rounded(group.MembershipInferenceEfficacy),
    };

    private static JsonNode Json(SelfJudgement judgement)
    {
        var fields = JsonNode.Parse(judgement.ToJson())!.AsObject();
        foreach (var (name, value) in fields.Where(field => field.Value?.GetValueKind() == JsonValueKind.Number).ToList())
            fields[name] = Rounded(value!.GetValue<double>());
        return fields;
    }

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 4) : null;

    private IEnumerable<string> Explanations()
    {
        var attack = Models[0].Metrics.MembershipInference[0];
        yield return $"{string.Join(", ", Figure.All.Select(figure => figure.ShortName))} in percent. Attack: {attack.Attack}"
            + (attack.IsPublishedEfficacy ? ", the one of published tables." : "; published tables use another.");
        foreach (var limit in Models[0].Metrics.Limits)
            yield return limit;
        foreach (var model in Models.Where(model => model.Metrics.Sparsity > 0))
            yield return $"{model.Model}: {Tables.Number(model.Metrics.Sparsity, "F2")} % of the convolutions' weights are fixed at zero.";
        foreach (var model in Models)
        {
            var metrics = model.Metrics;
            if (metrics.Requests.Count > 1) foreach (var request in metrics.Requests) yield return $"{model.Model}, {request}";
            if (metrics.RowCounts[Subset.ForgottenBefore] > 0) yield return $"{model.Model}, {metrics.SoFar}";
        }
        foreach (var model in Models.Where(model => model.Metrics.RetainAccuracyLost is not null))
            yield return $"{model.Model}: unlearning cost retained rows {Tables.Number(model.Metrics.RetainAccuracyLost, "F1")} points of "
                + "accuracy, more than the 15 that it should. "
                + (model.Metrics.IsRetrained ? "Few rows are left to learn from." : "Choose weaker settings or another method.");
        foreach (var model in Models.Where(model => model.Model != Retrained && model.Metrics.Judgement is not null))
            yield return $"{model.Model}, by itself: " + (model.Metrics.IsRetrained
                ? "It was trained anew, without the forgotten rows." : $"{model.Metrics.Judgement}");
        foreach (var model in Models.Where(model => model.Model != Retrained))
        {
            // If there is a retrained model, the gap says more than each number by itself: the average, and what is behind it.
            var told = Gaps.TryGetValue(model.Model, out var gap)
                ? gap.Metrics.Where((metric, index) => index == 0 || metric.Interpretation.Rating != MetricRating.Good)
                : model.Metrics.Metrics.Where(metric => metric.Interpretation.Rating != MetricRating.Unknown);
            foreach (var (metric, judged) in told.Select(metric => (metric.Name, metric.Interpretation)))
                yield return $"{model.Model}, {metric}: {judged.Rating.ToString().ToLowerInvariant()}. {judged.Reason}";
        }
    }
}
