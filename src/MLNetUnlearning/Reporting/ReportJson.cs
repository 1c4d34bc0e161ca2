using System.Text.Json;
using System.Text.Json.Nodes;

namespace MLNetUnlearning.Reporting;

/// <summary>Reports as JSON: one object, or a list of several.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Of(IReadOnlyList<UnlearningReport> reports)
    {
        JsonNode document = reports.Count == 1 ? Report(reports[0]) : new JsonArray([.. reports.Select(Report)]);
        return document.ToJsonString(Indented);
    }

    private static JsonObject Report(UnlearningReport report) => new()
    {
        ["forget"] = report.Forget,
        ["membershipInferenceAttack"] = report.MembershipInferenceAttack,
        ["models"] = new JsonArray([.. report.Models.Select(model => Model(report, model))]),
    };

    private static JsonObject Model(UnlearningReport report, ReportedModel model) => new()
    {
        ["model"] = model.Model,
        ["unlearningAccuracy"] = Number(model.Metrics.UnlearningAccuracy),
        ["membershipInferenceEfficacy"] = Number(model.Metrics.MembershipInferenceEfficacy),
        ["retainAccuracy"] = Number(model.Metrics.RetainAccuracy),
        ["testAccuracy"] = Number(model.Metrics.TestAccuracy),
        ["averageDisparity"] = Number(report.Gaps.GetValueOrDefault(model.Model)?.AverageDisparity),
        ["sparsity"] = Number(model.Metrics.Sparsity),
        ["seconds"] = Number(model.Metrics.RunTime?.TotalSeconds),
        ["preparationSeconds"] = Number(model.Metrics.PreparationTime?.TotalSeconds),
    };

    /// <summary>Four decimals: more than the rows can tell, few enough to read.</summary>
    private static JsonNode? Number(double? value) => value is { } number ? JsonValue.Create(Math.Round(number, 4)) : null;
}
