using System.Text.Json.Nodes;
using MLNetUnlearning.Tool.Register;
using MLNetUnlearning.Tool.Terminal;
using Spectre.Console;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Measures what a classifier has forgotten, has kept and gives away.</summary>
[Order(3)]
internal sealed class EvaluateCommand : ToolCommand
{
    private static readonly Argument<string?> ModelArgument = CommonOptions.ModelArgument();

    private const string Disparity = "disparity";

    private static readonly string[] FiguresByName =
        [Disparity, "unlearningAccuracy", "membershipInferenceEfficacy", "retainAccuracy", "testAccuracy", "trainingPrivacyAccuracy"];

    public EvaluateCommand() : base(
        "evaluate", "Measure what a classifier has forgotten of a request, what it has kept and what it gives away.")
    {
        Add(ModelArgument);
        foreach (var option in Measured.Options.Concat([Requirement.Require, RegisterOptions.NotedDatabase])) Add(option);
    }

    protected override Result Run(Session session)
    {
        var path = session.Required(ModelArgument, CommonOptions.Model);
        var bounds = Requirement.Of(session, FiguresByName);
        if (bounds.Any(bound => bound.Name == Disparity) && !Measured.HasReference(session))
            throw ToolException.Usage("The disparity is measured against a retrained classifier: add --retrain, or --reference FILE.");
        using var measured = Measured.Of(session, path);
        return Result(path, measured, bounds);
    }

    private static Result Result(string path, Measured measured, IReadOnlyList<Requirement> bounds)
    {
        var (report, metrics) = (measured.Report, measured.Metrics);
        var gap = report.Gaps.GetValueOrDefault(measured.Name);
        double? Figure(string name) => name switch
        {
            Disparity => gap?.AverageDisparity,
            "unlearningAccuracy" => metrics.UnlearningAccuracy,
            "membershipInferenceEfficacy" => metrics.MembershipInferenceEfficacy,
            "retainAccuracy" => metrics.RetainAccuracy,
            "testAccuracy" => metrics.TestAccuracy,
            _ => metrics.TrainingPrivacyAccuracy,
        };
        var broken = bounds.Where(bound => !bound.IsKeptBy(Figure(bound.Name))).ToList();
        var json = new JsonObject { ["model"] = path, ["forget"] = report.Forget };
        foreach (var (name, value) in Json.Of(metrics)) json[name] = value?.DeepClone();
        json["disparity"] = Json.Of(gap?.AverageDisparity);
        json["trainingPrivacyAccuracy"] = Json.Of(metrics.TrainingPrivacyAccuracy);
        json["rows"] = new JsonObject(metrics.RowCounts.Select(count =>
            KeyValuePair.Create(char.ToLowerInvariant(count.Key[0]) + count.Key[1..], (JsonNode?)count.Value)));
        json["attacks"] = Json.Attacks(metrics);
        foreach (var other in report.Models.Where(other => other.Model != measured.Name)) json[other.Model] = Json.Of(other.Metrics);
        json["rowsNeverAsked"] = metrics.NumberOfRowsNeverAsked;
        json["limits"] = Json.Of(metrics.Limits);
        json["broken"] = Json.Of(broken.Select(bound => bound.ToString()));
        var unkept = string.Concat(broken.Select(bound =>
            string.Create(CultureInfo.InvariantCulture, $"  Not kept: {bound}. It is {Figure(bound.Name):0.##}.\n")));
        return new Result(json, FiguresText.Of(report) + unkept)
        {
            View = unkept.Length == 0 ? FiguresText.View(report) : new Rows(FiguresText.View(report), Paragraphs.Of(unkept)),
            Error = Requirement.Error(broken),
        };
    }
}
