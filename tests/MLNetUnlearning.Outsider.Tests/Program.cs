using Microsoft.ML;

namespace MLNetUnlearning.Outsider.Tests;

/// <summary>A program for tests to start: <see cref="MissingLibraryTests"/> without what TorchSharp needs, <see cref="AmbienceTests"/> in
/// another state, <see cref="KilledRunsTests"/> with a folder to work in, <see cref="FullDiskTests"/> with files there is no room
/// for.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is ["ambience"])
        {
            foreach (var line in Ambience.Run()) Console.WriteLine(line);
            return 0;
        }
        try
        {
            if (arguments is [var folder])
            {
                LongRun.Run(folder, Console.Out);
                return 0;
            }
            var context = new MLContext(seed: 1);
            context.Unlearning().TuneProcess();
            if (arguments is [var zip, var weights, var onnx]) Save(context, zip, weights, onnx);
            Console.WriteLine("works");
            return 0;
        }
        catch (InvalidOperationException error)
        {
            Console.WriteLine(error.Message);
            return 1;
        }
    }

    private static void Save(MLContext context, string zip, string weights, string onnx)
    {
        var recipe = new TrainingRecipe { NumberOfEpochs = 1, Augmentation = null };
        var trainer = context.Unlearning().TrainClassifier(recipe, network: KnownNetworks.SmallConvNet(4));
        using var classifier = trainer.Fit(context.LoadSyntheticImages(rowsPerClass: 2));
        Try(() => classifier.Save(zip));
        Try(() => context.Unlearning().ExportWeights(classifier, weights));
        Try(() => classifier.SaveOnnx(onnx));

        static void Try(Action save)
        {
            try
            {
                save();
                Console.WriteLine("saved");
            }
            catch (Exception error) when (error is IOException or ArgumentOutOfRangeException) // .NET's own where a file gets too long
            {
                Console.WriteLine("no room");
            }
        }
    }
}
