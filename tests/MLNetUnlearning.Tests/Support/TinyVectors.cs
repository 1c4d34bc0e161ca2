namespace MLNetUnlearning.Tests;

/// <summary>Rows of a small table in three classes, a cloud of points each. Every feature has a unit of its own, and one never
/// varies.</summary>
internal static class TinyVectors
{
    public const int Size = 6;

    private const int Constant = 4; // the place of the feature that never varies
    private static readonly float[] Units = [1, 1000, 0.01f, 50_000, 0, 3];

    public static VectorDataViewType FeatureType { get; } = new(NumberDataViewType.Single, Size);

    public static FeatureShape Shape { get; } = FeatureShape.Vector(Size);

    public static NetworkArchitecture Network { get; } = KnownNetworks.Mlp([16, 8], dropout: 0.1);

    public static WrittenView Unseen => Rows(seed: 7);

    /// <summary>Rows of classes that take turns, the same for the same seed, with the columns Label, Features, Id and Forget.</summary>
    /// <param name="seed">Another seed makes other rows of the same clouds.</param>
    /// <param name="forget">Which rows are marked; null: all of the first class.</param>
    /// <param name="numberOfRows">How many rows.</param>
    /// <param name="distance">How far the clouds are apart, in their own deviations.</param>
    public static WrittenView Rows(
        int seed = 0, Predicate<int>? forget = null, int numberOfRows = Tiny.NumberOfRows, double distance = 3)
    {
        var random = new Random(seed);
        int[] rows = [.. Enumerable.Range(0, numberOfRows)];
        return new WrittenView()
            .WithKey("Label", Tiny.Classes, [.. rows.Select(row => Tiny.Classes[row % 3])])
            .With("Features", FeatureType, rows.Select(row => Point(row % 3, distance, random)).ToArray())
            .With("Id", TextDataViewType.Instance, rows.Select(row => $"{seed}:{row}".AsMemory()).ToArray())
            .With("Forget", BooleanDataViewType.Instance, rows.Select(row => forget?.Invoke(row) ?? row % 3 == 0).ToArray());
    }

    public static NeuralClassifierTrainer Trainer(MLContext ml, FingerprintKey? key = null) =>
        ml.Unlearning().TrainClassifier(Tiny.Recipe, network: Network, fingerprintKey: key);

    private static VBuffer<float> Point(int cloud, double distance, Random random)
    {
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        float Feature(int place) => place == Constant ? 7 : (float)((place % 3 == cloud ? distance : 0) + Normal() - 1) * Units[place];
        return new VBuffer<float>(Size, [.. Enumerable.Range(0, Size).Select(Feature)]);
    }
}
