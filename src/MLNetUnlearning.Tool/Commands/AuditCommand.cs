using System.Text.Json.Nodes;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Tool.Commands.Scaling;
using MLNetUnlearning.Tool.Data;
using MLNetUnlearning.Tool.Scaling;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Attacks a classifier or a method with shadow models.</summary>
[Order(5)]
internal sealed class AuditCommand : ToolCommand
{
    private static readonly Argument<string?> ModelArgument = CommonOptions.ModelArgument();

    private static readonly Option<int?> ShadowModels = CommonOptions.AtLeastOne(new("--shadow-models")
    {
        Description = "The number of shadow models, or of pairs of them for a method; at least 2. More give narrower intervals. "
            + "Default: 8.",
        HelpName = "N",
    });

    private static readonly Option<string?> Folder = new("--folder")
    {
        Description = "A folder that keeps shadow models: an audit that was ended goes on from there, and another one trains none anew.",
        HelpName = "FOLDER",
    };

    private const string Area = "forgottenAreaUnderCurve";

    public AuditCommand() : base(
        "audit", "Attack a classifier with shadow models (RMIA) or, with --method, audit a method on a request (U-LiRA, KLOM). It trains "
            + "many models.")
    {
        Add(ModelArgument);
        Option[] options =
        [
            CommonOptions.Model, .. DataOptions.All, Requests.Forget, MethodChoice.Method, MethodChoice.Set, ShadowModels, Folder,
            Requirement.Require, Part.Option, CommonOptions.Seed, CommonOptions.Threads,
        ];
        foreach (var option in options) Add(option);
        var spread = new SpreadWork(Name, [.. options.Except([Requirement.Require, Part.Option])], ModelArgument, NumberOfUnits);
        foreach (var command in SpreadCommand.Of(spread)) Add(command);
    }

    protected override Result Run(Session session)
    {
        var path = session.Required(ModelArgument, CommonOptions.Model);
        var count = CountOf(session);
        var part = Part.Of(session);
        if (part is not null && session.Get(Folder) is null)
            throw ToolException.Usage("--shard trains a part of the shadow models, and --folder must say where they are kept.");
        var bounds = Requirement.Of(session, [Area]);
        var ml = session.Context();
        var isOfMethod = session.Get(MethodChoice.Method) is not null;
        if (!isOfMethod && session.All(MethodChoice.Set).Count > 0) throw ToolException.Usage("--set needs --method.");
        var method = MethodOf(ml, session);
        using var model = ml.Unlearning().LoadClassifier(path);
        var rows = DataOptions.For(ml, session, model, path);
        var request = Requests.Of(session, rows, model);
        var marked = ml.Unlearning().MarkForgotten(rows.Train, request);
        var json = new JsonObject { ["model"] = path, ["forget"] = request.ToString() };
        if (part is not null)
        {
            var made = session.Display.Watch("training shadow models", progress => ml.Unlearning().TrainShadowModels(
                model, marked, rows.Unseen, session.Get(Folder)!, part.Index, part.Count, isOfMethod ? method : null, count,
                seed: session.Seed, progress: progress, cancellationToken: session.Cancellation));
            json["shard"] = part.ToString();
            json["shadowModels"] = made;
            return new Result(
                json, $"{made} of {count} shadow models are in '{session.Get(Folder)}'. When all parts are done, the same command without "
                + "--shard attacks with them.");
        }
        string text;
        RocMetrics forgotten;
        if (isOfMethod)
        {
            var audit = session.Display.Watch("auditing", progress => ml.Unlearning().AuditUnlearning(
                model, method, marked, rows.Unseen, count, session.Get(Folder), seed: session.Seed, progress: progress,
                cancellationToken: session.Cancellation));
            (forgotten, text) = (audit.Forgotten, audit.ToString());
            json["auditor"] = audit.Auditor;
            json["method"] = method.ToString();
            Add(json, forgotten);
            json["meanDivergences"] = new JsonObject
            {
                ["forgotten"] = Json.Of(audit.Margins.Forgotten.Mean),
                ["retained"] = Json.Of(audit.Margins.Retained.Mean),
                ["unseen"] = Json.Of(audit.Margins.Unseen?.Mean),
            };
            json["rowScores"] = new JsonArray([.. audit.RowScores.Select(score => Json.Of((double?)score))]);
        }
        else
        {
            var audit = session.Display.Watch("auditing", progress => ml.Unlearning().AuditMembership(
                model, marked, rows.Unseen, count, session.Get(Folder), seed: session.Seed, progress: progress,
                cancellationToken: session.Cancellation));
            (forgotten, text) = (audit.Forgotten, audit.ToString());
            json["auditor"] = audit.Auditor;
            Add(json, forgotten);
            json["retainedAreaUnderCurve"] = Json.Of(audit.Retained.AreaUnderCurve);
            json["rowScores"] = new JsonArray([.. audit.ForgottenScores.Select(score => Json.Of((double?)score))]);
        }
        var broken = bounds.Where(bound => !bound.IsKeptBy(forgotten.AreaUnderCurve.Value)).ToList();
        json["limits"] = Json.Of(forgotten.Limits);
        json["broken"] = Json.Of(broken.Select(bound => bound.ToString()));
        text = $"{text}\n{string.Concat(forgotten.Limits.Select(limit => $"  {limit}\n"))}"
            + "  0.5 is guessing: nothing is left of the rows.\n";
        foreach (var bound in broken) text += $"  Not kept: {bound}.\n";
        return new Result(json, text) { Error = Requirement.Error(broken) };
    }

    private static int CountOf(Session session)
    {
        var count = session.Get(ShadowModels) ?? 8;
        return count >= 2 ? count : throw ToolException.Usage($"--shadow-models is {count}; it must be at least 2.");
    }

    /// <summary>A shadow model, or a pair of them, is a piece that cannot be parted.</summary>
    private static int NumberOfUnits(Session session)
    {
        _ = session.Required(ModelArgument, CommonOptions.Model);
        foreach (var needed in new Option<string?>[] { DataOptions.Data, Folder }) _ = session.Required(needed);
        _ = Requests.Stated(session);
        if (session.Get(MethodChoice.Method) is not null) _ = MethodOf(new MLContext(), session);
        return CountOf(session);
    }

    /// <summary>The method to audit; without <c>--method</c> nobody asks for it.</summary>
    /// <exception cref="ToolException">It chooses another one, which may differ from model to model.</exception>
    private static UnlearningMethod MethodOf(MLContext ml, Session session)
    {
        var method = MethodChoice.Of(ml, session);
        return method is not Recommended || session.Get(MethodChoice.Method) is null ? method : throw ToolException.Usage(
            "--method Recommended chooses by how long a step takes at the moment, so that shadow models may be of several methods: name "
            + "the one to audit.");
    }

    private static void Add(JsonObject json, RocMetrics forgotten)
    {
        json[Area] = Json.Of(forgotten.AreaUnderCurve);
        json["forgottenTruePositiveRateAtOnePercent"] = Json.Of(forgotten.TruePositiveRateAtOnePercent);
    }
}
