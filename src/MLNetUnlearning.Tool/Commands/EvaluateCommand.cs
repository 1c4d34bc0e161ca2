using System.Text.Json.Nodes;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Tool.Data;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Measures what a classifier has forgotten, has kept and gives away.</summary>
[Order(3)]
internal sealed class EvaluateCommand : ToolCommand
{
    private static readonly Argument<string?> ModelArgument = CommonOptions.ModelArgument();

    private static readonly Option<string?> Reference = new("--reference")
    {
        Description = "A classifier that was trained without the forgotten rows, to compare with: the average disparity needs one.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Original = new("--original")
    {
        Description = "The classifier before it was asked to forget, to show beside the others.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Retraining = new("--retrain")
    {
        Description = "Retrain without the forgotten rows, and compare with that. It takes as long as training.",
    };

    private const string Disparity = "disparity";

    private static readonly string[] FiguresByName =
        [Disparity, "unlearningAccuracy", "membershipInferenceEfficacy", "retainAccuracy", "testAccuracy", "trainingPrivacyAccuracy"];

    public EvaluateCommand() : base(
        "evaluate", "Measure what a classifier has forgotten of a request, what it has kept and what it gives away.")
    {
        Add(ModelArgument);
        Option[] options =
        [
            CommonOptions.Model, .. DataOptions.All, Requests.Forget, AttackChoice.Attack, Reference, Retraining, Original,
            Requirement.Require, CommonOptions.Seed, CommonOptions.Threads,
        ];
        foreach (var option in options) Add(option);
    }

    protected override Result Run(Session session)
    {
        var path = session.Required(ModelArgument, CommonOptions.Model);
        var bounds = Requirement.Of(session, FiguresByName);
        var attacks = AttackChoice.Of(session);
        if (session.Get(Reference) is not null && session.Get(Retraining))
            throw ToolException.Usage("--reference and --retrain are two ways to get the same thing: state one of them.");
        if (bounds.Any(bound => bound.Name == Disparity) && session.Get(Reference) is null && !session.Get(Retraining))
            throw ToolException.Usage("The disparity is measured against a retrained classifier: add --retrain, or --reference FILE.");
        var ml = session.Context();
        using var model = ml.Unlearning().LoadClassifier(path);
        var rows = DataOptions.For(ml, session, model);
        var request = Requests.Of(session, rows, model);
        var marked = ml.Unlearning().MarkForgotten(rows.Train, request);
        using var original = Loaded(ml, session.Get(Original));
        using var reference = session.Get(Retraining) ? Retrained(ml, model, rows, marked, session) : Loaded(ml, session.Get(Reference));

        UnlearningMetrics Metrics(NeuralClassifier one)
        {
            session.Cancellation.ThrowIfCancellationRequested();
            return ml.Unlearning().Evaluate(one, marked, rows.Unseen, rows.Test, attacks: attacks, seed: session.Seed);
        }
        var models = new List<ReportedModel>();
        if (original is not null) models.Add(new("original", Metrics(original)));
        var metrics = Metrics(model);
        models.Add(new("model", metrics));
        if (reference is not null) models.Add(new(UnlearningReport.Retrained, Metrics(reference)));
        return Result(path, new UnlearningReport(request.ToString(), models), metrics, bounds);
    }

    private static NeuralClassifier? Loaded(MLContext ml, string? path) => path is null ? null : ml.Unlearning().LoadClassifier(path);

    private static NeuralClassifier Retrained(MLContext ml, NeuralClassifier model, RowsOfData rows, IDataView marked, Session session) =>
        session.Display.Watch("retraining", progress => ml.Unlearn(
            model, new Retrain(), unseen: rows.Unseen, dropOverlappingRows: true, seed: session.Seed, progress: progress,
            cancellationToken: session.Cancellation).Fit(marked));

    private static Result Result(string path, UnlearningReport report, UnlearningMetrics metrics, IReadOnlyList<Requirement> bounds)
    {
        var gap = report.Gaps.GetValueOrDefault("model");
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
        foreach (var other in report.Models.Where(other => other.Model != "model")) json[other.Model] = Json.Of(other.Metrics);
        json["limits"] = Json.Of(metrics.Limits);
        json["broken"] = Json.Of(broken.Select(bound => bound.ToString()));
        var text = FiguresText.Of(report);
        foreach (var bound in broken)
            text += string.Create(CultureInfo.InvariantCulture, $"  Not kept: {bound}. It is {Figure(bound.Name):0.##}.\n");
        return new Result(json, text) { Error = Requirement.Error(broken) };
    }
}
