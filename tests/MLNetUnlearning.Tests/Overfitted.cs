using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Tests;

/// <summary>Pictures of noise, whose classes can only be learnt by heart: a classifier knows its training rows and nothing about any
/// other.</summary>
internal static class Overfitted
{
    public static TrainingRecipe Recipe { get; } = new() { NumberOfEpochs = 40, BatchSize = 20, LearningRate = 0.1, WeightDecay = 0, Augmentation = null };

    /// <summary>Rows with the columns Label, Features and Forget; other seeds make other rows.</summary>
    public static WrittenView Rows(int seed, int numberOfRows, Predicate<int>? forget = null)
    {
        var random = new Random(seed);
        int[] rows = [.. Enumerable.Range(0, numberOfRows)];
        return new WrittenView()
            .WithKey("Label", Tiny.Classes, [.. rows.Select(row => Tiny.Classes[row % 3])])
            .With("Features", new VectorDataViewType(NumberDataViewType.Single, 3, Tiny.Side, Tiny.Side), rows.Select(_ => Noise(random)).ToArray())
            .With("Forget", BooleanDataViewType.Instance, rows.Select(row => forget?.Invoke(row) ?? false).ToArray());
    }

    public static NeuralClassifier Trained(MLContext ml, IDataView rows, int numberOfEpochs = 40) =>
        ml.Unlearning().TrainClassifier(Recipe with { NumberOfEpochs = numberOfEpochs }, network: KnownNetworks.SmallConvNet(16), seed: 1).Fit(rows);

    private static VBuffer<float> Noise(Random random)
    {
        float[] pixels = [.. Enumerable.Range(0, 3 * Tiny.Side * Tiny.Side).Select(_ => (float)random.Next(256))];
        return new VBuffer<float>(pixels.Length, pixels);
    }
}
