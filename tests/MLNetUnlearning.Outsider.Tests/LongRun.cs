using Microsoft.ML;
using MLNetUnlearning.Methods;

namespace MLNetUnlearning.Outsider.Tests;

/// <summary>A program that trains, unlearns and writes the weights, and goes on where it was when it was killed.</summary>
internal static class LongRun
{
    /// <summary>The weights in its folder, once it is finished.</summary>
    public const string Result = "weights.safetensors";

    private static readonly AdversarialMinMax Game = AdversarialMinMax.Cifar10Dense with
    {
        NumberOfNoiseCopies = 2,
        AttackerPreTrainingIterations = 20,
        WholeClass = AdversarialMinMax.Cifar10Dense.WholeClass with
        {
            BatchSize = 16,
            AdversarialBatchSize = 8,
            LearningRate = 0.01,
            AdversarialIterations = 12,
        },
    };

    /// <param name="folder">Its folder, which holds all that it keeps.</param>
    /// <param name="line">Receives a line at each progress report.</param>
    public static void Run(string folder, TextWriter line)
    {
        // Each run has a seed of its own. From the context, the second run would get another one once the first is done.
        var ml = new MLContext();
        ml.Unlearning().TuneProcess(numberOfThreads: 1);
        var report = new Lines(line);
        var rows = ml.LoadSyntheticImages(rowsPerClass: 9);
        var saved = Path.Combine(folder, "classifier.zip");
        if (!File.Exists(saved))
            ml.Unlearning().TrainClassifier(
                network: KnownNetworks.SmallConvNet(4), numberOfEpochs: 20, batchSize: 16, learningRate: 0.05, seed: 1, progress: report,
                checkpoint: EveryStep(folder, "training")).Fit(rows).Save(saved);

        using var original = ml.Unlearning().LoadClassifier(saved);
        var marked = ml.Unlearning().MarkForgotten(rows, ForgetRequest.Class(SyntheticImages.ClassNames[0]));
        var unseen = ml.LoadSyntheticImages(rowsPerClass: 3, part: DataSetPart.Test);
        using var unlearned = ml.Unlearn(
            original, Game, unseen: unseen, maximumRetainAccuracyLoss: double.PositiveInfinity, seed: 2, progress: report,
            checkpoint: EveryStep(folder, "unlearning")).Fit(marked); // whatever it costs: only its bits count here
        ml.Unlearning().ExportWeights(unlearned, Path.Combine(folder, Result));
    }

    private static CheckpointSettings EveryStep(string folder, string name) =>
        new(Path.Combine(folder, name)) { Interval = TimeSpan.Zero };

    private sealed class Lines(TextWriter writer) : IProgress<UnlearningProgress>
    {
        public void Report(UnlearningProgress value)
        {
            writer.WriteLine(value);
            writer.Flush();
        }
    }
}
