using System.Text.Json.Nodes;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Tool.Data;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Makes a classifier forget.</summary>
[Order(2)]
internal sealed class UnlearnCommand : ToolCommand
{
    private static readonly Argument<string?> ModelArgument = CommonOptions.ModelArgument();

    private static readonly Option<double> MaximumLoss = new("--maximum-retain-accuracy-loss")
    {
        Description = "The most accuracy that the run may cost on the rows that stay, in points; a result that costs more is refused.",
        HelpName = "POINTS",
        DefaultValueFactory = _ => 15,
    };

    public UnlearnCommand() : base(
        "unlearn", "Make a classifier forget rows. Without --output, the result of a.zip is written to a.unlearned.zip.")
    {
        Add(ModelArgument);
        Option[] options =
        [
            CommonOptions.Model, .. DataOptions.All, Requests.Forget, MethodChoice.Method, MethodChoice.Set, MaximumLoss, Outputs.Output,
            Checkpoint.Folder, Checkpoint.Resume, CommonOptions.Force, CommonOptions.Seed, CommonOptions.Threads,
        ];
        foreach (var option in options) Add(option);
    }

    protected override Result Run(Session session)
    {
        var model = session.Required(ModelArgument, CommonOptions.Model);
        var stated = session.Get(Outputs.Output) ?? Outputs.Beside(model, "unlearned");
        var output = Outputs.Checked(stated, session, model);
        var ml = session.Context();
        var method = MethodChoice.Of(ml, session);
        using var original = ml.Unlearning().LoadClassifier(model);
        var checkpoint = Checkpoint.Of(session, output);
        var rows = DataOptions.For(ml, session, original);
        var request = Requests.Of(session, rows, original);
        var marked = ml.Unlearning().MarkForgotten(rows.Train, request);
        using var unlearned = session.Display.Watch(
            method.Name, progress => checkpoint.Run(kept => Estimator(ml, original, method, rows, session, progress, kept).Fit(marked)));
        using var result = unlearned.WithNotes(Requests.ToNotes(session, unlearned));
        result.Save(output);
        return Result(stated, request, result);
    }

    private static UnlearningEstimator Estimator(
        MLContext ml, NeuralClassifier original, UnlearningMethod method, RowsOfData rows, Session session,
        IProgress<UnlearningProgress> progress, CheckpointSettings kept) =>
        ToolException.Stated(() => ml.Unlearn(
            original, method, unseen: rows.Unseen, maximumRetainAccuracyLoss: session.Get(MaximumLoss), seed: session.Seed,
            progress: progress, checkpoint: kept, cancellationToken: session.Cancellation));

    private static Result Result(string model, ForgetRequest request, NeuralClassifier unlearned)
    {
        var step = unlearned.History[^1];
        var stay = step.NumberOfRows - step.NumberOfForgottenRows;
        var json = new JsonObject
        {
            ["model"] = model,
            ["forget"] = request.ToString(),
            ["method"] = step.Name,
            ["settings"] = step.Settings,
            ["seed"] = step.Seed,
            ["rows"] = new JsonObject
            {
                ["retain"] = stay,
                ["forget"] = step.NumberOfForgottenRows,
            },
            ["judgement"] = Json.Of(step.Judgement),
        };
        return new Result(json, string.Create(CultureInfo.InvariantCulture, $"""
            {model}: {step.NumberOfForgottenRows} rows forgotten ({request}) by {step.Name}, {stay} stay
              {step.Judgement}
            """));
    }
}
