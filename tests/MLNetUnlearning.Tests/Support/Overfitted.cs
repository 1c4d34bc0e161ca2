namespace MLNetUnlearning.Tests;

/// <summary>Pictures of noise: a classifier learns its training rows by heart and knows nothing about any other.</summary>
internal static class Overfitted
{
    private static readonly TrainingRecipe Recipe = Tiny.AtMilestones with { BatchSize = 20, WeightDecay = 0 };

    /// <summary>Rows with the columns Label, Features and Forget; other seeds make other rows.</summary>
    public static WrittenView Rows(int seed, int numberOfRows, Predicate<int>? forget = null)
    {
        var random = new Random(seed);
        int[] rows = [.. Enumerable.Range(0, numberOfRows)];
        return new WrittenView()
            .WithKey("Label", Tiny.Classes, [.. rows.Select(row => Tiny.Classes[row % 3])])
            .With("Features", Tiny.FeatureType, rows.Select(_ => Noise(random)).ToArray())
            .With("Forget", BooleanDataViewType.Instance, rows.Select(row => forget?.Invoke(row) ?? false).ToArray());
    }

    public static NeuralClassifier Trained(MLContext ml, IDataView rows, int numberOfEpochs = 40) =>
        ml.Unlearning()
            .TrainClassifier(Recipe with { NumberOfEpochs = numberOfEpochs }, network: KnownNetworks.SmallConvNet(16), seed: 1).Fit(rows);

    private static VBuffer<float> Noise(Random random)
    {
        float[] pixels = [.. Enumerable.Range(0, 3 * Tiny.Side * Tiny.Side).Select(_ => (float)random.Next(256))];
        return new VBuffer<float>(pixels.Length, pixels);
    }
}
