namespace MLNetUnlearning.Tests;

/// <summary>Pictures of 8 x 8 pixels in three classes, one bright plane each, and a recipe that learns them in a second.</summary>
internal static class Tiny
{
    public const int Side = 8;
    public const int NumberOfRows = 24;
    public static readonly VectorDataViewType FeatureType = new(NumberDataViewType.Single, 3, Side, Side);
    public static readonly string[] Classes = ["red", "green", "blue"];

    /// <summary>Short, at a rate that falls at milestones.</summary>
    public static TrainingRecipe Recipe { get; } = AtMilestones with { NumberOfEpochs = 8, BatchSize = 8, LearningRate = 0.05 };

    /// <summary>The rate falls after half and after three quarters, and no row is augmented.</summary>
    public static TrainingRecipe AtMilestones => new() { WarmUpShare = 0, DecayToZero = false, LearningRate = 0.1, Augmentation = null };

    public static NetworkArchitecture Network { get; } = KnownNetworks.SmallConvNet(4);

    public static FeatureShape Shape { get; } = FeatureShape.Image(Side, Side);

    /// <summary>A short game: for behaviour, not for quality.</summary>
    public static AdversarialMinMax Game { get; } = AdversarialMinMax.Cifar10Dense with
    {
        RandomRows = AdversarialMinMax.Cifar10Dense.RandomRows with { BatchSize = 8, LearningRate = 0.003 },
        WholeClass = AdversarialMinMax.Cifar10Dense.WholeClass with { BatchSize = 8, LearningRate = 0.003 },
        NumberOfNoiseCopies = 2,
        AttackerPreTrainingIterations = 3,
    };

    /// <summary>Rows of classes that take turns, the same for the same seed, with the columns Label, Features, Id and Forget.</summary>
    /// <param name="seed">Another seed makes other pictures.</param>
    /// <param name="keys">The classes in the order of their keys.</param>
    /// <param name="forget">Which rows are marked; null: all of the first class.</param>
    /// <param name="numberOfRows">How many rows.</param>
    public static WrittenView Rows(int seed = 0, string[]? keys = null, Predicate<int>? forget = null, int numberOfRows = NumberOfRows)
    {
        var random = new Random(seed);
        int[] rows = [.. Enumerable.Range(0, numberOfRows)];
        return new WrittenView()
            .WithKey("Label", keys ?? Classes, [.. rows.Select(row => Classes[row % Classes.Length])])
            .With("Features", FeatureType, rows.Select(row => Picture(row % Classes.Length, random)).ToArray())
            .With("Id", TextDataViewType.Instance, rows.Select(row => $"{seed}:{row}".AsMemory()).ToArray())
            .With("Forget", BooleanDataViewType.Instance, rows.Select(row => forget?.Invoke(row) ?? row % Classes.Length == 0).ToArray());
    }

    /// <summary>Rows that no tiny classifier was trained on.</summary>
    public static WrittenView Unseen => Rows(seed: 7);

    public static NeuralClassifierTrainer Trainer(MLContext ml) => ml.Unlearning().TrainClassifier(Recipe, network: Network);

    public static NeuralClassifier Trained(MLContext ml) => Trainer(ml).Fit(Rows());

    /// <summary>All weights and statistics of a classifier, by name.</summary>
    public static Dictionary<string, float[]> Weights(NeuralClassifier classifier) => classifier.Weights
        .Where(weight => weight.Value.dtype == ScalarType.Float32)
        .ToDictionary(weight => weight.Key, weight => weight.Value.detach().flatten().data<float>().ToArray());

    /// <summary>A classifier after the short game, however much that cost.</summary>
    public static NeuralClassifier Unlearned(MLContext ml, NeuralClassifier classifier, int? seed = null) =>
        ml.Unlearn(classifier, Game, unseen: Unseen, maximumRetainAccuracyLoss: double.PositiveInfinity, seed: seed).Fit(Rows());

    /// <summary>Where the weights that can be pruned are zero.</summary>
    public static HashSet<(string, int)> Zeros(NeuralClassifier classifier) => [.. Convolutions(classifier).SelectMany(
        weight => weight.Value.Index().Where(each => each.Item == 0).Select(each => (weight.Key, each.Index)))];

    public static IEnumerable<KeyValuePair<string, float[]>> Convolutions(NeuralClassifier classifier) =>
        Weights(classifier)
        .Where(weight => weight.Key.StartsWith("conv", StringComparison.Ordinal) || weight.Key is "fc1.weight" or "fc2.weight");

    /// <summary>A network with fresh weights.</summary>
    public static ClassifierNetwork Fresh(NetworkArchitecture network, int numberOfClasses = 3, FeatureShape? shape = null)
    {
        using var generator = Seeding.Create(1);
        return network.Create(shape ?? Shape, numberOfClasses, generator);
    }

    /// <summary>Noise under these labels, as tensors.</summary>
    public static RowSubset Noise(Generator generator, params long[] labels) =>
        new LabeledRows(rand([labels.Length, 3, Side, Side], generator: generator), tensor(labels)).All;

    private static VBuffer<float> Picture(int brightPlane, Random random)
    {
        const int Plane = Side * Side;
        var pixels = Enumerable.Range(0, 3 * Plane).Select(i => (float)(random.Next(0, 136) + (i / Plane == brightPlane ? 120 : 0)));
        return new VBuffer<float>(3 * Plane, [.. pixels]);
    }
}
