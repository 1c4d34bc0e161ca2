using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using MLNetUnlearning.Tool.Data;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Trains a classifier, and keeps in its file how rows were split.</summary>
[Order(1)]
internal sealed class TrainCommand : ToolCommand
{
    private static readonly Argument<string?> DataArgument = new("data")
    {
        Description = "The data, in place of --data.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "DATA",
    };

    private static readonly Option<int?> Epochs = CommonOptions.AtLeastOne(new("--epochs")
    {
        Description = "Passes over the training rows. Default: chosen from the rows.",
        HelpName = "N",
    });

    private static readonly Option<int?> Batch = CommonOptions.AtLeastOne(new("--batch")
    {
        Description = "The number of rows in a step. Default: chosen from the rows.",
        HelpName = "N",
    });

    private static readonly Option<double?> Rate = new("--rate")
    {
        Description = "The learning rate at its highest. Default: 0.1.",
        HelpName = "RATE",
    };

    private static readonly Option<bool> NoAugmentation = new("--no-augmentation")
    {
        Description = "Do not crop and mirror training rows at random.",
    };

    private const string UsualOutput = "model.zip";

    public TrainCommand() : base(
        "train", "Train a classifier of images or tables that can forget. Without --output it is written to model.zip.")
    {
        Add(DataArgument);
        foreach (var option in DataOptions.All) Add(option);
        Option[] others =
        [
            PhotoFeatures.Features, Networks.Network, Networks.Width, Epochs, Batch, Rate, NoAugmentation, Outputs.Output,
            Checkpoint.Folder, Checkpoint.Resume, RegisterOptions.NotedDatabase, CommonOptions.Force, CommonOptions.Seed,
            CommonOptions.Threads,
        ];
        foreach (var option in others) Add(option);
    }

    protected override Result Run(Session session)
    {
        var data = session.Required(DataArgument, DataOptions.Data);
        var stated = session.Get(Outputs.Output) ?? UsualOutput;
        var output = Outputs.CheckedModel(stated, session, data);
        var network = Networks.Of(session);
        var checkpoint = Checkpoint.Of(session, output);
        var ml = session.Context();
        var rows = DataOptions.ForTraining(ml, session, data, output, Networks.Network, Networks.Width, NoAugmentation);
        var notes = rows.Plan.ToNotes(); // what no file keeps is refused before the training
        network ??= OfTable(rows);
        return checkpoint.MakeAndGoOn(
            session,
            () =>
            {
                using var trained = session.Display.Watch("training", progress => checkpoint.Run(kept => ToolException.Stated(() =>
                    ml.Unlearning().TrainClassifier(
                        network: network, numberOfEpochs: session.Get(Epochs), batchSize: session.Get(Batch),
                        learningRate: session.Get(Rate), augment: !session.Get(NoAugmentation), seed: session.Seed, progress: progress,
                        checkpoint: kept, cancellationToken: session.Cancellation)).Fit(rows.Train)));
                return trained.WithNotes(notes);
            },
            kept => ml.Unlearning().LoadClassifier(kept),
            model => Written(session, model, rows, data, (stated, output)));
    }

    /// <summary>The network for a table of numbers and words; null: of other rows, which the library chooses it for. Each word has a place
    /// of its own in the features, so that these are long. The network is that for as many numbers as the table has columns.</summary>
    private static NetworkArchitecture? OfTable(RowsOfData rows)
    {
        var columns = rows.Plan.Columns.Numbers.Count + rows.Plan.Columns.Words.Count; // none of pictures
        return columns == 0 ? null : new TrainingSize(
            (int)Count(rows.Train), LabelKeys.Read(rows.Train.Schema["Label"]).Count, FeatureShape.Vector(columns)).Network;
    }

    /// <summary>Measures a classifier and writes it.</summary>
    private static Result Written(
        Session session, NeuralClassifier model, RowsOfData rows, string data, (string Stated, string Full) file)
    {
        // Measured first: a command that fails leaves no file.
        var accuracy = ShareOfRight(model, rows.Test) * 100;
        var (unseen, test) = (Count(rows.Unseen), Count(rows.Test));
        var (stated, output) = file;
        model.Save(output);
        session.Made.Add((RunFiles.Model, output));
        var step = model.History[0];
        var json = new JsonObject
        {
            ["model"] = stated,
            ["network"] = model.Architecture.ToString(),
            ["features"] = rows.Plan.Features,
            ["recipe"] = model.Recipe.ToString(),
            ["classes"] = new JsonArray([.. model.Labels.Names.Select(name => (JsonNode)name)]),
            ["seed"] = step.Seed,
            ["rows"] = new JsonObject { ["train"] = step.NumberOfRows, ["unseen"] = unseen, ["test"] = test },
            ["testAccuracy"] = Math.Round(accuracy, 4),
        };
        return new Result(json, string.Create(CultureInfo.InvariantCulture, $"""
            {stated}: {model.Architecture}, {model.Shape}, {model.Labels}
              trained on {step.NumberOfRows} rows, seed {step.Seed}; {model.Recipe}
              {unseen} rows are held out as unseen, {test} are test rows
              test accuracy {accuracy:F2} %{FeaturesText(rows.Plan, stated)}
            To forget a class: {ToolRoot.CommandLine("unlearn", stated, "--data", data, "--forget", $"class:{model.Labels.Names[0]}")}
            """));
    }

    /// <summary>The share of rows whose class the classifier names. Classes are matched by value: a test part that lacks one numbers the
    /// others in another way than the training part.</summary>
    private static double ShareOfRight(NeuralClassifier model, IDataView test)
    {
        var classes = model.Labels.MapFrom(LabelKeys.Read(test.Schema[model.Columns.Label]));
        var scored = model.Transform(test);
        return scored.GetColumn<uint>(model.Columns.Label).Zip(scored.GetColumn<uint>(model.Columns.PredictedLabel))
            .Average(row => classes[(int)row.First - 1] == (int)row.Second - 1 ? 1.0 : 0.0);
    }

    private static string FeaturesText(DataPlan plan, string model) => plan.Features is null ? "" :
        $"\n  on features by {plan.Features}, which was trained on other photos; they are kept in {PhotoFeatures.FileOf(model)}";

    private static long Count(IDataView rows) =>
        rows.GetRowCount() ?? throw new InvalidOperationException("The number of rows is not known.");
}
