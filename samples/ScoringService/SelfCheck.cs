using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace ScoringService;

/// <summary>The service in use, in one process: models of a second's training, four clients, three swaps.</summary>
internal sealed class SelfCheck
{
    private const string AdminKey = "self-check";
    private const string Original = "original.zip";
    private const string Unlearned = "unlearned.zip";

    /// <summary>Runs the check and prints what happened.</summary>
    /// <param name="seconds">How long the clients post; null: a fixed number of requests.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>Whether no request failed.</returns>
    public static async Task<bool> Run(double? seconds, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("scoring-");
        try
        {
            MakeModels(folder.FullName);
            const string Anywhere = "http://127.0.0.1:0";
            var settings = new ServiceSettings { ModelFolder = folder.FullName, ModelFile = Original, AdminKey = AdminKey, Url = Anywhere };
            await using var app = ScoringApp.Build(settings);
            await app.StartAsync(cancellationToken);
            Console.WriteLine($"listening on {app.Urls.Single()}");
            using var clients = new Clients(new Uri(app.Urls.Single()), Picture(folder.FullName), AdminKey);
            var (requests, failed) = await clients.Run(numberOfClients: 4, [Unlearned, Original, Unlearned], seconds, cancellationToken);
            Console.WriteLine($"{requests} requests of 4 clients through 3 swaps, {failed} failed");
            await app.StopAsync(cancellationToken);
            return failed == 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void MakeModels(string folder)
    {
        var ml = new MLContext(seed: 1);
        ml.Unlearning().TuneProcess();
        var train = ml.LoadSyntheticImages(rowsPerClass: 10);
        using var original = ml.Unlearning()
            .TrainClassifier(network: KnownNetworks.SmallConvNet(8), numberOfEpochs: 2, batchSize: 16, augment: false).Fit(train);
        original.Save(Path.Combine(folder, Original));
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class("disc"));
        using var unlearned = ml.Unlearn(original, new Retrain()).Fit(marked);
        unlearned.Save(Path.Combine(folder, Unlearned));
        Console.WriteLine($"{Original} tells apart {string.Join(", ", original.Labels.Names)}");
    }

    /// <summary>A PNG file of 48 x 40 pixels: not the model's size, so that it is scaled.</summary>
    private static byte[] Picture(string folder)
    {
        var file = Path.Combine(folder, "picture.png");
        byte[] pixels = [.. Enumerable.Range(0, 48 * 40 * 4).Select(i => (byte)(i % 4 == 3 ? 255 : i))];
        using var picture = MLImage.CreateFromPixels(48, 40, MLPixelFormat.Bgra32, pixels);
        picture.Save(file);
        return File.ReadAllBytes(file);
    }
}
