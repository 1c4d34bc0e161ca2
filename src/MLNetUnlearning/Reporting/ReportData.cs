using System.Text.Json;
using System.Text.Json.Nodes;

namespace MLNetUnlearning.Reporting;

/// <summary>Everything that a page shows, as JSON and CSV in a folder beside it.</summary>
internal static class ReportData
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The folder beside a page: <c>report.data</c> beside <c>report.html</c>.</summary>
    public static string FolderOf(string page) => Path.ChangeExtension(page, ".data");

    public static void Save(string folder, UnlearningReport report)
    {
        void Write(string name, string text) => Tables.Save(Path.Combine(folder, name), text);
        Write("report.json", ToJson(report));
        Write("figures.csv", Figures(report));
        Write("attacks.csv", Attacks(report));
        Write("roc.csv", RocPoints(report));
        Write("classes.csv", Classes(report));
        Write("confusion.csv", Confusion(report));
        Write("confidence.csv", Confidence(report));
        Write("rows.csv", Rows(report));
        Write("curves.csv", Curves(report));
    }

    /// <summary>The summary of <see cref="UnlearningReport.ToJson"/>, the verdicts, and how each model was made.</summary>
    public static string ToJson(UnlearningReport report)
    {
        var document = JsonNode.Parse(report.ToJson())!.AsObject();
        document["verdicts"] = JsonSerializer.SerializeToNode(
            report.Verdicts.Select(verdict => new
            {
                verdict.Model,
                verdict.Question,
                verdict.Answer,
                Rating = verdict.Rating.ToString().ToLowerInvariant(),
                verdict.Reason,
            }), Json);
        document["rows"] = JsonSerializer.SerializeToNode(report.Models[0].Metrics.RowCounts, Json);
        document["classes"] = JsonSerializer.SerializeToNode(report.Models[0].Metrics.Classes, Json);
        foreach (var (model, fields) in report.Models.Zip(document["models"]!.AsArray()))
        {
            fields!["intervals"] = JsonSerializer.SerializeToNode(
                model.Metrics.Metrics.Where(metric => metric.Interval is not null)
                    .ToDictionary(metric => metric.Name, metric => metric.Interval), Json);
            fields["made"] = JsonSerializer.SerializeToNode(model.Metrics.Model, Json);
        }
        return document.ToJsonString(Json) + "\n";
    }

    private static string Figures(UnlearningReport report) => Tables.Csv(
        ["model", "figure", "value", "lower", "upper", "rows"],
        report.Models.SelectMany(model => Figure.All.Select(figure => (object?[])
        [
            model.Model, figure.Name, figure.Of(model.Metrics), figure.IntervalOf(model.Metrics).Lower,
            figure.IntervalOf(model.Metrics).Upper, model.Metrics.RowCounts[figure.Rows],
        ])));

    private static string Attacks(UnlearningReport report) => Tables.Csv(
        [
            "model", "attack", "efficacy", "non_members_recognised", "training_privacy_accuracy", "auc", "auc_lower", "auc_upper",
            "tpr_at_1_percent", "tpr_at_1_percent_lower", "tpr_at_1_percent_upper", "tpr_at_0.1_percent", "tpr_at_0.1_percent_lower",
            "tpr_at_0.1_percent_upper",
        ],
        report.Models.SelectMany(model => model.Metrics.MembershipInference.Select(attack => (object?[])
        [
            model.Model, attack.Attack, attack.Efficacy, attack.NonMembersRecognised, attack.TrainingPrivacyAccuracy,
            .. Of(attack.Forgotten.AreaUnderCurve), .. Of(attack.Forgotten.TruePositiveRateAtOnePercent),
            .. Of(attack.Forgotten.TruePositiveRateAtTenthOfAPercent),
        ])));

    private static object?[] Of(Estimate estimate) => [estimate.Value, estimate.Lower, estimate.Upper];

    private static string RocPoints(UnlearningReport report) => Tables.Csv(
        ["model", "attack", "false_positive_rate", "true_positive_rate"],
        report.Models.SelectMany(model => model.Metrics.MembershipInference.SelectMany(attack => attack.Forgotten.Points.Select(point =>
            (object?[])[model.Model, attack.Attack, point.FalsePositiveRate, point.TruePositiveRate]))));

    private static string Classes(UnlearningReport report) => Tables.Csv(
        ["model", "class", "subset", "rows", "accuracy"],
        report.Models.SelectMany(model =>
        {
            var accuracies = new ClassAccuracies(model.Metrics);
            return model.Metrics.Classes.Index().SelectMany(of => Subset.Names.Where(subset => accuracies.Rows(of.Index, subset) > 0)
                .Select(subset => (object?[])
                    [model.Model, of.Item, subset, accuracies.Rows(of.Index, subset), accuracies.Of(of.Index, subset)]));
        }));

    private static string Confusion(UnlearningReport report) => Tables.Csv(
        ["model", "subset", "class", "predicted", "rows"],
        report.Models.SelectMany(model => model.Metrics.Rows.CountBy(row => (row.Subset, row.Class, row.Predicted)).Select(group =>
            (object?[])
            [
                model.Model, group.Key.Subset, model.Metrics.Classes[group.Key.Class], NameOf(model.Metrics, group.Key.Predicted),
                group.Value,
            ])));

    private static string Confidence(UnlearningReport report) => Tables.Csv(
        ["model", "subset", "from", "to", "percent_of_rows"],
        report.Models.SelectMany(model => Subset.Names.SelectMany(subset =>
            (ConfidenceHistogram.Of(model.Metrics, subset)?.Shares ?? []).Index().Select(bin => (object?[])
            [model.Model, subset, (double)bin.Index / ConfidenceHistogram.Bins, (bin.Index + 1.0) / ConfidenceHistogram.Bins, bin.Item]))));

    private static string Rows(UnlearningReport report) => Tables.Csv(
        ["model", "row", "subset", "class", "predicted", "confidence", "membership"],
        report.Models.SelectMany(model => model.Metrics.Rows.Select(row => (object?[])
        [
            model.Model, row.Row, row.Subset, model.Metrics.Classes[row.Class], NameOf(model.Metrics, row.Predicted), row.Confidence,
            row.Membership,
        ])));

    private static string Curves(UnlearningReport report) => Tables.Csv(
        ["model", "stage", "figure", "step", "value"],
        report.Models.SelectMany(model => (model.Metrics.Model?.Curves ?? []).SelectMany(curve => curve.Points.Select(point => (object?[])
            [model.Model, curve.Stage, curve.Figure, point.Step, point.Value]))));

    private static string? NameOf(UnlearningMetrics metrics, int of) => of < 0 ? null : metrics.Classes[of];
}
