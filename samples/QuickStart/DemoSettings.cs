using MLNetUnlearning;

namespace QuickStart;

/// <summary>What the demonstration trains on and how.</summary>
internal sealed record DemoSettings
{
    public string? Data { get; init; }
    public required int RowsPerClass { get; init; }
    public required int TestRowsPerClass { get; init; }
    public required int Width { get; init; }
    public int? NumberOfEpochs { get; init; }
    public bool Augment { get; init; }
    public int Seed { get; init; }
    public string? Json { get; init; }

    public static DemoSettings Cifar { get; } = new() { RowsPerClass = 500, TestRowsPerClass = 200, Width = 16 };

    public static DemoSettings Synthetic { get; } = new() { RowsPerClass = 100, TestRowsPerClass = 60, Width = 8 };

    public NetworkArchitecture Network => KnownNetworks.ResNet18(Width);

    public TrainingRecipe Recipe => new() { NumberOfEpochs = NumberOfEpochs, Augmentation = Augment ? new() : null };
}
