using System.Text.Json.Nodes;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Tool.Data;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Makes a classifier sparse.</summary>
[Order(7)]
internal sealed class PruneCommand : ToolCommand
{
    private static readonly Argument<string?> ModelArgument = CommonOptions.ModelArgument();

    private static readonly Option<double> Sparsity = new("--sparsity")
    {
        Description = "The share of the convolutions' weights that is fixed at zero, between 0 and 1.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => new MagnitudePruning().Sparsity,
    };

    public PruneCommand() : base(
        "prune", "Make a classifier sparse, which makes it easier to unlearn from. Without --output, the "
            + "result of a.zip is written to a.pruned.zip.")
    {
        Add(ModelArgument);
        Option[] options =
        [
            CommonOptions.Model, .. DataOptions.All, Sparsity, MethodChoice.Set, Outputs.Output, Checkpoint.Folder, Checkpoint.Resume,
            RegisterOptions.NotedDatabase, CommonOptions.Force, CommonOptions.Seed, CommonOptions.Threads,
        ];
        foreach (var option in options) Add(option);
    }

    protected override Result Run(Session session)
    {
        var path = session.Required(ModelArgument, CommonOptions.Model);
        var stated = session.Get(Outputs.Output) ?? Outputs.Beside(path, "pruned");
        var output = Outputs.CheckedModel(stated, session, path);
        var pruning = new MagnitudePruning { Sparsity = session.Get(Sparsity) };
        foreach (var text in session.All(MethodChoice.Set)) pruning = SettingText.Apply(pruning, text);
        var ml = session.Context();
        using var dense = ml.Unlearning().LoadClassifier(path);
        var checkpoint = Checkpoint.Of(session, output);
        var rows = DataOptions.For(ml, session, dense, path);
        return checkpoint.MakeAndGoOn(
            session,
            () => session.Display.Watch("pruning", progress => checkpoint.Run(kept => ToolException.Stated(() =>
                ml.Unlearning().Prune(
                    dense, pruning, seed: session.Seed, progress: progress, checkpoint: kept,
                    cancellationToken: session.Cancellation)).Fit(rows.Train))),
            kept => ml.Unlearning().LoadClassifier(kept),
            sparse => Written(ml, session, sparse, path, (stated, output)));
    }

    /// <summary>Writes a classifier, with the features of the one that it was made of.</summary>
    private static Result Written(
        MLContext ml, Session session, NeuralClassifier sparse, string path, (string Stated, string Full) file)
    {
        var (stated, output) = file;
        Outputs.AllOrNone(
            [output, Outputs.KeyOf(output), .. PhotoFeatures.FilesOf(output)],
            () => PhotoFeatures.HandOver(ml, path, output, () => sparse.Save(output)));
        session.Made.Add((RunFiles.Model, output));
        var step = sparse.History[^1];
        var json = new JsonObject
        {
            ["model"] = stated,
            ["sparsity"] = Json.Of(sparse.Sparsity),
            ["settings"] = step.Settings,
            ["seed"] = step.Seed,
            ["rows"] = step.NumberOfRows,
        };
        return new Result(json, string.Create(
            CultureInfo.InvariantCulture,
            $"{stated}: {sparse.Sparsity * 100:0.##} % of the convolutions' weights are fixed at zero; {step.Settings}, seed {step.Seed}"));
    }
}
