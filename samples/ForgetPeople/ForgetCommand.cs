using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace ForgetPeople;

/// <summary>Trains on an album, forgets the photos of the listed people, and looks for traces of them.</summary>
internal sealed class ForgetCommand(MLContext ml, Album album, CancellationToken cancellation)
{
    private const int Side = 32;

    public void Run(IReadOnlyList<string> people, int width, TrainingRecipe recipe)
    {
        var photos = album.Load(ml, Album.Photos);
        // Refuses people who are on no photo, before anything is trained.
        var marked = ml.Unlearning().MarkForgotten(photos, ForgetRequest.Rows("Person", people));

        var pixels = Pixels(photos);
        var train = ml.Data.Cache(pixels.Transform(marked), "Features", "Label", "Forget"); // photos are decoded once, not once a pass
        var unseen = ml.Data.Cache(pixels.Transform(album.Load(ml, Album.Unseen)), "Features", "Label");
        var test = ml.Data.Cache(pixels.Transform(album.Load(ml, Album.Test)), "Features", "Label");

        using var original = ml.Unlearning()
            .TrainClassifier(recipe, network: KnownNetworks.ResNet18(width), cancellationToken: cancellation).Fit(train);
        using var unlearned = ml.Unlearn(original, new AdversarialMinMax(), unseen: unseen, cancellationToken: cancellation).Fit(train);
        using var retrained = ml.Unlearn(original, new Retrain(), cancellationToken: cancellation).Fit(train);

        var rows = ml.Unlearning().Subsets(train, unseen, test);
        UnlearningMetrics Evaluate(NeuralClassifier model) => ml.Unlearning().Evaluate(model.Transform(rows));
        ReportedModel[] models =
            [new("original", Evaluate(original)), new("unlearned", Evaluate(unlearned)), new("retrained", Evaluate(retrained))];
        Console.WriteLine(new UnlearningReport($"people: {string.Join(", ", people)}", models).ToTable());

        // What scores files of photos from now on: decode, resize, extract, classify.
        var model = album.PathOf("model.zip");
        ml.Model.Save(pixels.Append(unlearned), photos.Schema, model);
        unlearned.SaveFingerprintKey(model + ".key"); // no model file holds the key of its rows
        Console.WriteLine($"{model}: the pipeline from the photo's file to the unlearned classifier's answer");
    }

    private ITransformer Pixels(IDataView photos) => ml.Transforms.Conversion.MapValueToKey("Label")
        .Append(ml.ImagePixels(album.Folder, Side, Side)).Fit(photos);
}
