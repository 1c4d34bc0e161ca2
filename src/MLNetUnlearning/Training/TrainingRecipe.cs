using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>How a classifier is trained: stochastic gradient descent with momentum and a learning rate that falls at milestones.</summary>
/// <remarks>
/// The defaults are the published pre-training behind the paper's tables (ResNet-18, CIFAR). A classifier remembers its recipe, so that it
/// can be retrained in the same way.
/// </remarks>
public sealed record TrainingRecipe : ISettings
{
    /// <summary>Passes over the training rows.</summary>
    /// <value>182. More fits the training rows more closely and takes proportionally longer; fewer fits them less closely, in less
    /// time.</value>
    public int NumberOfEpochs { get; init; } = 182;

    /// <summary>Epochs after which the learning rate falls, ascending, each in 1..<see cref="NumberOfEpochs"/>-1.</summary>
    /// <value>Null: after half and after three quarters of the epochs (91 and 136 of 182). Later milestones keep the rate high for longer,
    /// earlier ones lower it sooner.</value>
    public IReadOnlyList<int>? Milestones { get; init; }

    /// <summary>Rows in a step.</summary>
    /// <value>256. Fewer makes more, noisier steps of an epoch; more makes fewer.</value>
    public int BatchSize { get; init; } = 256;

    /// <summary>The learning rate before the first milestone.</summary>
    /// <value>0.1. Higher learns faster, until training diverges; lower learns more slowly.</value>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>What the learning rate is multiplied by at each milestone, in (0, 1].</summary>
    /// <value>0.1. Lower makes the steps after a milestone smaller; higher makes them larger, and 1 keeps the rate constant.</value>
    public double LearningRateDecay { get; init; } = 0.1;

    /// <summary>Momentum of the descent, in [0, 1).</summary>
    /// <value>0.9. Higher smooths the steps and lets earlier ones act longer; lower follows the newest batches more closely.</value>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay: this times each weight is added to its gradient.</summary>
    /// <value>5e-4. Higher keeps the weights smaller and fits the training rows less closely; lower does the opposite, and 0 switches it
    /// off.</value>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Random crops and flips of the training rows; null for none.</summary>
    /// <value>Crop after padding by 4, horizontal flip. Without it a model memorises its rows faster.</value>
    public Augmentation? Augmentation { get; init; } = new();

    /// <summary>The learning rate of an epoch.</summary>
    /// <param name="epoch">0 for the first.</param>
    public double LearningRateAt(int epoch) =>
        LearningRate * Math.Pow(LearningRateDecay, EffectiveMilestones.Count(milestone => epoch >= milestone));

    /// <summary>The milestones that apply: those given, or the default ones.</summary>
    public IReadOnlyList<int> EffectiveMilestones => Milestones ?? [NumberOfEpochs / 2, (int)(NumberOfEpochs * 3L / 4)];

    /// <summary>The first epochs of this recipe, at its rates.</summary>
    internal TrainingRecipe Until(int epoch) =>
        this with { NumberOfEpochs = epoch, Milestones = [.. EffectiveMilestones.Where(milestone => milestone < epoch)] };

    /// <summary>The rest of this recipe from an epoch on, at its rates.</summary>
    internal TrainingRecipe From(int epoch) => this with
    {
        NumberOfEpochs = NumberOfEpochs - epoch,
        LearningRate = LearningRateAt(epoch),
        Milestones = [.. EffectiveMilestones.Where(milestone => milestone > epoch).Select(milestone => milestone - epoch)],
    };

    /// <inheritdoc/>
    public IEnumerable<string> Violations() => new SettingChecks()
        .AtLeast(NumberOfEpochs, 1)
        .AtLeast(BatchSize, 2, "batch normalisation needs two rows")
        .Positive(LearningRate)
        .Share(LearningRateDecay)
        .Check(Momentum, Momentum is >= 0 and < 1, "in [0, 1)")
        .ZeroOrMore(WeightDecay)
        .Check(Milestones, AreMilestones, $"ascending within 1..{NumberOfEpochs - 1}, or null")
        .NestedOrNull(Augmentation);

    private bool AreMilestones => Milestones is null
        || (Milestones.All(epoch => epoch >= 1 && epoch < NumberOfEpochs) && Milestones.SequenceEqual(Milestones.Order()));

    /// <inheritdoc/>
    public bool Equals(TrainingRecipe? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The settings in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{NumberOfEpochs} epochs, batch {BatchSize}, rate {LearningRate} x{LearningRateDecay} "
        + $"at {string.Join(" and ", EffectiveMilestones)}, momentum {Momentum}, weight decay {WeightDecay}, "
        + $"{Augmentation?.ToString() ?? "no augmentation"}");
}
