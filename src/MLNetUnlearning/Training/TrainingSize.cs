using System.Numerics;
using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>How much there is to train on. Settings that are not stated are chosen from it.</summary>
/// <remarks>The rules stand here and nowhere else. They hold for pictures of any size, and for vectors.</remarks>
/// <param name="Rows">The number of training rows, at least 1.</param>
/// <param name="Classes">The number of classes, at least 2. No rule depends on it today.</param>
/// <param name="Shape">What the rows are; null: images of some size.</param>
public sealed record TrainingSize(int Rows, int Classes, FeatureShape? Shape = null)
{
    private const int FewRows = 2_000, SeveralRows = 20_000, ManyRows = 40_000;
    private const int StepsOfFewRows = 1_500, MostStepsOfFewRows = 2_500, FewestPasses = 8;
    private const int SmallestBatch = 2; // batch normalisation needs two rows
    private const double StepsForAPicture = 2.5; // 80 passes in batches of 32
    private const double UsualRate = 0.1;
    private const int WidestForVectors = 512, LongestOfTables = 128;
    private const double DropoutForTables = 0.3;

    /// <summary>The learning rate at its highest.</summary>
    internal double LearningRate => UsualRate;

    /// <summary>The rows in a step: more where there are more rows, and at most half of them.</summary>
    internal int BatchSize => Math.Clamp(Rows / 2, SmallestBatch, Rows switch { <= FewRows => 32, <= SeveralRows => 64, _ => 128 });

    /// <summary>The most rows that a step can have.</summary>
    internal int LargestBatch => Math.Max(Rows, SmallestBatch);

    /// <summary>Whether the rows are vectors, which no crop or mirror image is made of.</summary>
    internal bool IsOfVectors => Shape is { IsVector: true };

    /// <summary>The network: wider where there are more rows. That of vectors is wide enough for a quarter of long ones, too. Short vectors
    /// are rows of tables, whose labels are often noisy: they get a wide network and dropout.</summary>
    public NetworkArchitecture Network => IsOfVectors
        ? KnownNetworks.Mlp([WidthForVectors, WidthForVectors / 2], IsOfTables ? DropoutForTables : 0)
        : KnownNetworks.ResNet18(Rows switch { <= FewRows => 8, <= SeveralRows => 16, <= ManyRows => 32, _ => 64 });

    private bool IsOfTables => Shape!.Size <= LongestOfTables;

    private int WidthForVectors => IsOfTables ? Rows <= FewRows ? WidestForVectors / 2 : WidestForVectors : Math.Max(
        Rows switch { <= FewRows => 64, <= SeveralRows => 128, <= ManyRows => 256, _ => WidestForVectors },
        (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(WidestForVectors, Shape!.Size / 4)));

    /// <summary>The passes over the rows. They have as many steps as the rows ask for, or a few more, since a pass is whole: training on
    /// fewer of the rows then sees each as often.</summary>
    /// <param name="batchSize">The rows in a step.</param>
    /// <param name="isAugmented">Whether rows are pictures that are cropped and mirrored at random. They gain from more steps; others would
    /// only be learnt by heart.</param>
    internal int NumberOfEpochs(int batchSize, bool isAugmented)
    {
        var steps = Rows > FewRows ? StepsOfFewRows * Math.Sqrt((double)Rows / FewRows)
            : isAugmented ? Math.Clamp(StepsForAPicture * Rows, StepsOfFewRows, MostStepsOfFewRows) : StepsOfFewRows;
        return Math.Max(FewestPasses, (int)Math.Ceiling(steps / Batches.InEpoch(Rows, batchSize)));
    }

    /// <summary>The size in words, such as <c>1,000 rows of 10 classes</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rows:N0} rows of {Classes:N0} classes");
}
