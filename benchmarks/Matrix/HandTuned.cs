using MLNetUnlearning;

namespace Matrix;

/// <summary>The settings that <c>TrainClassifier()</c> as it comes is measured against: the best of them in a cell, found by trying
/// all.</summary>
internal static class HandTuned
{
    /// <summary>The name of <c>TrainClassifier()</c> without settings.</summary>
    public const string AsItComes = "as it comes";

    public static IReadOnlyList<Settings> All { get; } =
    [
        new(16, 500, 0.02, Augments: true),
        new(16, 1500, 0.02, Augments: true),
        new(16, 3000, 0.02, Augments: true),
        new(16, 1500, 0.02, Augments: false),
        new(32, 500, 0.05, Augments: true),
        new(32, 1500, 0.05, Augments: true),
        new(32, 3000, 0.05, Augments: true),
        new(32, 1500, 0.05, Augments: false),
        new(32, 1500, 0.1, Augments: true),
        new(64, 500, 0.1, Augments: true),
        new(64, 1500, 0.1, Augments: true),
        new(64, 1500, 0.1, Augments: false),
    ];

    /// <summary>Settings in steps, whatever the number of rows.</summary>
    internal sealed record Settings(int Batch, int Steps, double Rate, bool Augments)
    {
        /// <summary>The recipe for so many rows: as many epochs as come closest to the steps.</summary>
        public TrainingRecipe Recipe(int numberOfRows) => new()
        {
            NumberOfEpochs = Math.Max(1, (int)Math.Round(Steps / Math.Ceiling((double)numberOfRows / Batch))),
            BatchSize = Batch,
            LearningRate = Rate,
            Augmentation = Augments ? new() : null,
        };

        public override string ToString() => FormattableString.Invariant(
            $"batch {Batch}, {Steps} steps, rate {Rate}{(Augments ? "" : ", no augmentation")}");
    }
}
