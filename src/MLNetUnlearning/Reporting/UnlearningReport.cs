using System.Text;
using MLNetUnlearning.Files;
using MLNetUnlearning.Reporting;

namespace MLNetUnlearning;

/// <summary>A model in a report.</summary>
/// <param name="Model">What the report calls it: "original", "unlearned", "retrained".</param>
/// <param name="Metrics">Its metrics.</param>
public sealed record ReportedModel(string Model, UnlearningMetrics Metrics);

/// <summary>The models of one request side by side: as a table to read and as JSON.</summary>
/// <remarks>All are compared with the model named "retrained"; without one there is no average disparity.</remarks>
public sealed class UnlearningReport
{
    /// <summary>The name of the model that the others are compared with.</summary>
    public const string Retrained = "retrained";

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
        if (models.GroupBy(model => model.Model).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"Model '{twice.Key}' is given {twice.Count()} times.", nameof(models));
        (Forget, Models) = (forget, [.. models]);
        var yardstick = models.FirstOrDefault(model => model.Model == Retrained) ?? models[0];
        var gaps = models.ToDictionary(model => model.Model, model => model.Metrics.CompareTo(yardstick.Metrics));
        Gaps = yardstick.Model == Retrained ? gaps : new Dictionary<string, UnlearningGap>();
    }

    /// <summary>The request.</summary>
    public string Forget { get; }

    /// <summary>The models, in the order of the table.</summary>
    public IReadOnlyList<ReportedModel> Models { get; }

    /// <summary>How far each model is from the retrained one, by the model's name; empty without a retrained one.</summary>
    public IReadOnlyDictionary<string, UnlearningGap> Gaps { get; }

    /// <summary>Sentences to stand below the table: settings, for instance.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The attack behind the column "MIA-Efficacy".</summary>
    public string MembershipInferenceAttack => Models[0].Metrics.MembershipInference[0].Attack;

    /// <summary>The table, with its notes below.</summary>
    public string ToTable() => ReportTable.Of(this);

    /// <summary>The report as JSON: percent and seconds, null where unknown.</summary>
    public string ToJson() => ReportJson.Of([this]);

    /// <summary>Saves reports as JSON: one as an object, several as a list. Readers see the old file or the whole new one.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="reports">The reports.</param>
    public static void Save(string path, params UnlearningReport[] reports)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(reports);
        if (reports.Length == 0)
            throw new ArgumentException("There is nothing to save.", nameof(reports));
        var target = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        AtomicFile.Write(target, stream => stream.Write(Encoding.UTF8.GetBytes(ReportJson.Of(reports) + "\n")));
    }
}
