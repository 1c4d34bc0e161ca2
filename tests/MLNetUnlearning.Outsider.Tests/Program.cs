using Microsoft.ML;

namespace MLNetUnlearning.Outsider.Tests;

/// <summary>A program that needs TorchSharp, for <see cref="MissingLibraryTests"/> to start without what TorchSharp needs, and for
/// <see cref="FullDiskTests"/> to save what there is no room for.</summary>
internal static class Program
{
    /// <param name="arguments">Nothing, or the files that a classifier is saved to in each form.</param>
    private static int Main(string[] arguments)
    {
        try
        {
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
