using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace ForgetAClass;

/// <summary>Trains, forgets a class, evaluates, saves, and lets another process load what was saved.</summary>
internal sealed record ForgetCommand(Rows Rows, string? Class, int Width, TrainingRecipe Recipe, bool Retrain, string OutputFolder)
{
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromSeconds(5);
    private readonly MLContext ml = new(Rows.Seed);
    private readonly Stopwatch sinceMessage = Stopwatch.StartNew();

    /// <summary>Does it all and prints it.</summary>
    /// <returns>Whether the models that were loaded elsewhere gave the same scores.</returns>
    public bool Run(CancellationToken cancellation)
    {
        ml.Unlearning().TuneProcess();
        ml.Log += PrintSome;
        Console.WriteLine(Rows);
        var (train, unseen) = ml.Unlearning().HoldOut(Rows.Train(ml), seed: Rows.Seed);
        var request = ForgetRequest.Class(Class ?? LabelKeys.Read(train.Schema["Label"]).Names[0]);
        var marked = ml.Unlearning().MarkForgotten(train, request); // a class that is not there is refused here, before anything is trained

        using var original = ml.Unlearning()
            .TrainClassifier(Recipe, network: KnownNetworks.ResNet18(Width), cancellationToken: cancellation).Fit(train);
        using var unlearned = ml.Unlearn(original, new AdversarialMinMax(), unseen: unseen, cancellationToken: cancellation).Fit(marked);
        using var retrained = Retrain ? ml.Unlearn(original, new Retrain(), cancellationToken: cancellation).Fit(marked) : null;

        var rows = ml.Unlearning().Subsets(marked, unseen, Rows.Test(ml)); // the class leaves the test rows
        UnlearningMetrics Evaluate(NeuralClassifier model) => ml.Unlearning().Evaluate(model.Transform(rows), seed: Rows.Seed);
        List<ReportedModel> models = [new("original", Evaluate(original)), new("unlearned", Evaluate(unlearned))];
        if (retrained is not null) models.Add(new(UnlearningReport.Retrained, Evaluate(retrained)));
        Console.WriteLine($"\n{new UnlearningReport(request.ToString(), models).ToTable()}\n");

        return SaveAndCompare(unlearned);
    }

    /// <summary>What ML.NET and this library report of their work, now and then.</summary>
    private void PrintSome(object? sender, LoggingEventArgs message)
    {
        if (message.Kind < ChannelMessageKind.Info || sinceMessage.Elapsed < BetweenMessages) return;
        sinceMessage.Restart();
        Console.Error.WriteLine(message.Message);
    }

    private bool SaveAndCompare(NeuralClassifier unlearned)
    {
        Directory.CreateDirectory(OutputFolder);
        var (classifier, model) = (Path.Combine(OutputFolder, "classifier.zip"), Path.Combine(OutputFolder, "model.zip"));
        var test = Rows.Test(ml);
        unlearned.Save(classifier);
        ml.Model.Save(unlearned, test.Schema, model);
        unlearned.SaveFingerprintKey(model + ".key"); // no model file holds the key of its rows

        string[] data = Rows.Folder is null ? [] : ["--data", Rows.Folder];
        string[] rows = ["--test-rows-per-class", $"{Rows.TestPerClass}", "--seed", $"{Rows.Seed}", .. data];
        (string Where, string Hash)[] hashes =
        [
            ("in this process", ScoreHash.Of(unlearned.Transform(test))),
            ("classifier.zip, another process", AnotherProcess.Run(["score", "--classifier", classifier, .. rows])),
            ("model.zip, another process", AnotherProcess.Run(["score", "--model", model, .. rows])),
        ];
        Console.WriteLine("SHA-256 of the scores of the test rows, the forgotten class among them:");
        foreach (var (where, hash) in hashes) Console.WriteLine($"  {where,-32}{hash}");
        var same = hashes.All(each => each.Hash == hashes[0].Hash);
        Console.WriteLine(same ? "The same to the bit." : "They are not the same.");
        return same;
    }
}
