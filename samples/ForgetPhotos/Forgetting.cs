using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace ForgetPhotos;

/// <summary>Learns to tell people by their photos, forgets one of them, and shows that it has.</summary>
internal sealed class Forgetting(MLContext ml, string photos, string output, CancellationToken cancellation)
{
    public void Run(string person)
    {
        var (learn, test) = ml.Unlearning().HoldOut(ml.LoadImageFolder(photos), 0.25);
        var (train, unseen) = ml.Unlearning().HoldOut(learn, 0.2); // unseen: never trained on, to compare forgotten photos with
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class(person)); // refuses somebody who is on no photo

        // A network that was trained on other photos, on the web, makes 512 numbers of a photo. It learns nothing here.
        var pixels = ml.ImagePixels(photos, 224, 224, outputColumnName: "Pixels");
        var features = pixels.Append(ml.Transforms.DnnFeaturizeImage(
            "Features", network => network.ModelSelector.ResNet18(ml, network.OutputColumn, network.InputColumn), "Pixels"));
        var kept = ml.Unlearning().KeepFeatures(features, FileOf("people.features"), cancellationToken: cancellation);
        if (kept.NumberOfForgottenIds > 0) kept.Delete(); // of an earlier demonstration: now all photos are there again
        var stage = Timed("features are computed, unless they are kept", () => kept.Fit(train));
        Console.WriteLine($"  {kept.Count} photos in people.features, {new FileInfo(kept.Path).Length / 1000} kB");

        // Those of photos to compare with are computed once too, and kept in memory alone.
        var rows = stage.Transform(marked);
        IDataView InMemory(IDataView view) => ml.Data.Cache(stage.Transform(view), "Features", "Label", "ImagePath");
        var (others, strangers) = (InMemory(unseen), InMemory(test));

        // Only this part learns from the photos, so only this part has to forget.
        using var original = Timed("the model is trained", () =>
            ml.Unlearning().TrainClassifier(cancellationToken: cancellation).Fit(rows));
        using var unlearned = ml.Unlearn(original, unseen: others, cancellationToken: cancellation).Fit(rows);
        using var retrained = ml.Unlearn(original, new Retrain(), cancellationToken: cancellation).Fit(rows);
        var subsets = ml.Unlearning().Subsets(rows, others, strangers);
        UnlearningMetrics Evaluate(ITransformer model) => ml.Unlearning().Evaluate(model.Transform(subsets));
        var (before, after, reference) = (Evaluate(original), Evaluate(unlearned), Evaluate(retrained));
        Console.WriteLine(new UnlearningReport(
            $"person: {person}", [new("original", before), new("unlearned", after), new("retrained", reference)]).ToTable());

        // The features of the forgotten photos go too, and the record says so.
        Console.WriteLine($"{kept.Forget(marked)} photos of {person} are deleted from people.features: {kept.Count} are left, "
            + $"{new FileInfo(kept.Path).Length / 1000} kB");
        var model = stage.Append(unlearned).Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(unlearned.Transform(rows)));
        ml.Model.Save(model, train.Schema, FileOf("people.zip"));
        unlearned.SaveFingerprintKey(FileOf("people.zip.key")); // no model file holds the key of its rows
        var record = FileOf($"record-{DateTime.UtcNow:yyyyMMddHHmmss}.json");
        ml.Unlearning().WriteRecord(record, "1", original, unlearned, rows, after, new RecordDetails
        {
            IdentifiedBy = ["all photos of one person"], // a name does not belong into a record
            MetricsBefore = before,
            Retrained = retrained,
            RetrainedMetrics = reference,
            Artefacts = [kept.ToArtefact(marked), DerivedArtefact.AtPath(FileOf("people.zip"), ArtefactKind.ModelAfter)],
        });
        Console.WriteLine($"{Path.GetFileName(record)} says how, by which evidence, and which files there are");

        // What answers from now on takes the path of a photo, and holds no feature of anybody.
        var loaded = ml.Model.Load(FileOf("people.zip"), out _);
        var path = strangers.GetColumn<string>("ImagePath").First(file => file.StartsWith($"{person}/", StringComparison.Ordinal));
        using var engine = ml.Model.CreatePredictionEngine<Photo, Answer>(loaded);
        var answer = engine.Predict(new Photo { ImagePath = Path.Combine(photos, path) });
        Console.WriteLine($"{path}, which nobody trained on: {answer.PredictedLabel}, {answer.Score.Max():P0}");
    }

    private string FileOf(string name) => Path.Combine(output, name);

    private static T Timed<T>(string what, Func<T> run)
    {
        var clock = Stopwatch.StartNew();
        var result = run();
        Console.WriteLine($"{what}: {clock.Elapsed.TotalSeconds:F1} s");
        return result;
    }
}
