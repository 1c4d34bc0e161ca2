using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace QuickStart;

/// <summary>What the demonstration trains on and how.</summary>
internal sealed record DemoSettings
{
    private const int FewClasses = 20;

    public string? Data { get; init; }
    public required int RowsPerClass { get; init; }
    public required int TestRowsPerClass { get; init; }
    public required int Width { get; init; }
    public int? NumberOfEpochs { get; init; }
    public int? BatchSize { get; init; }
    public required AdversarialMinMax Method { get; init; }
    public bool Augment { get; init; }
    public int Seed { get; init; }
    public string? Json { get; init; }

    public static DemoSettings Cifar { get; } = new()
    {
        RowsPerClass = 500,
        TestRowsPerClass = 200,
        Width = 16,
        Method = AdversarialMinMax.SmallData,
    };

    public static DemoSettings Synthetic { get; } = new()
    {
        RowsPerClass = 100,
        TestRowsPerClass = 60,
        Width = 8,
        Method = AdversarialMinMax.SmallData with { BatchSize = 32, NumberOfNoiseCopies = 3, AttackerPreTrainingIterations = 100 },
    };

    public NetworkArchitecture Network => KnownNetworks.ResNet18(Width);

    /// <summary>A hundred classes take another recipe than ten.</summary>
    public AdversarialMinMax MethodFor(int numberOfClasses) =>
        numberOfClasses > FewClasses ? AdversarialMinMax.SmallDataManyClasses : Method;

    public TrainingRecipe Recipe => new()
    {
        NumberOfEpochs = NumberOfEpochs,
        BatchSize = BatchSize,
        Augmentation = Augment ? new() : null,
    };
}
