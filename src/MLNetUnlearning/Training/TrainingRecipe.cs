using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning;

/// <summary>How a classifier is trained: by stochastic gradient descent with momentum, at a learning rate that rises at the beginning and
/// then falls.</summary>
/// <remarks>
/// <para>A setting that is null is chosen from the data when training begins: see <see cref="ChosenFor"/>. So <c>new TrainingRecipe()</c>
/// suits data of any size. A classifier remembers its recipe with everything that was chosen, so that it can be retrained in the same
/// way.</para>
/// <para><see cref="Published"/> is the pre-training behind the paper's tables.</para>
/// </remarks>
public sealed record TrainingRecipe : ISettings
{
    /// <summary>The published pre-training (ResNet-18, CIFAR): 182 epochs with batches of 256, at rate 0.1, of which a tenth is left after
    /// epoch 91 and a hundredth after epoch 136.</summary>
    public static TrainingRecipe Published { get; } = new()
    {
        NumberOfEpochs = 182,
        Milestones = [91, 136],
        BatchSize = 256,
        LearningRate = 0.1,
        WarmUpShare = 0,
        DecayToZero = false,
        Augmentation = new() { Padding = 4 },
    };

    /// <summary>Steps of training. They need not be a multiple of an epoch. At most one of this and <see cref="NumberOfEpochs"/> is
    /// set.</summary>
    /// <value>Null: as many as the epochs have. More fits the training rows more closely and takes proportionally longer; fewer fits them
    /// less closely, in less time.</value>
    public int? NumberOfSteps { get; init; }

    /// <summary>Passes over the training rows.</summary>
    /// <value>Null: chosen from the number of rows, unless steps are set. More fits the training rows more closely and takes proportionally
    /// longer; fewer fits them less closely, in less time.</value>
    public int? NumberOfEpochs { get; init; }

    /// <summary>Rows in a step. More than there are rows are cut to their number.</summary>
    /// <value>Null: chosen from the number of rows. Fewer makes more, noisier steps of an epoch; more makes fewer.</value>
    public int? BatchSize { get; init; }

    /// <summary>The learning rate at its highest.</summary>
    /// <value>Null: 0.1. Higher learns faster, until training diverges; lower learns more slowly.</value>
    public double? LearningRate { get; init; }

    /// <summary>The share of all steps over which the learning rate rises in equal steps from near zero, in [0, 1).</summary>
    /// <value>0.1. Higher is safer at a high rate and leaves fewer steps at it; lower does the opposite, and 0 begins with the whole
    /// rate.</value>
    public double WarmUpShare { get; init; } = 0.1;

    /// <summary>Whether the learning rate falls to zero in equal steps after it has risen. If not, it falls at milestones.</summary>
    /// <value>True. False keeps the rate high until the first milestone.</value>
    public bool DecayToZero { get; init; } = true;

    /// <summary>Epochs after which the learning rate falls, ascending, each in 1..<see cref="NumberOfEpochs"/>-1. For rates that do not
    /// fall to zero.</summary>
    /// <value>Null: after half and after three quarters. Later milestones keep the rate high for longer, earlier ones lower it
    /// sooner.</value>
    public IReadOnlyList<int>? Milestones { get; init; }

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
    /// <value>Crop after padding by an eighth of the shorter side, horizontal flip. Without it a model memorises its rows faster. Vectors
    /// are never augmented: for them it is set to null when the training begins.</value>
    public Augmentation? Augmentation { get; init; } = new();

    /// <summary>The numbers that the network computes with while it is trained, unlearned and retrained. Scores and judgements are always
    /// of <see cref="Precision.Float32"/>.</summary>
    /// <value>Float32. BFloat16 takes five to nine tenths of the time of a step on processors that know these numbers, and six tenths of
    /// its memory; the network is another one, about as accurate. Networks of vectors compute in Float32 only.</value>
    public Precision Precision { get; init; }

    /// <summary>Whether the recipe states how long, in which batches and at which rate to train. If not, it is chosen for each
    /// training.</summary>
    internal bool IsChosen => (NumberOfSteps ?? NumberOfEpochs, BatchSize, LearningRate) is (not null, not null, not null);

    /// <summary>Whether the rate falls after a half and three quarters of the steps: no whole epochs are stated, or too few for two
    /// milestones.</summary>
    internal bool HasMilestonesInSteps => NumberOfEpochs is null || (Milestones is null && NumberOfEpochs <= 2);

    /// <summary>The milestones that apply: those given, or the default ones.</summary>
    internal IReadOnlyList<int> EffectiveMilestones =>
        Milestones ?? (NumberOfEpochs is { } epochs ? [epochs / 2, (int)(epochs * 3L / 4)] : []);

    /// <summary>This recipe with everything chosen that it leaves open. What it states stays. To choose again changes nothing.</summary>
    /// <remarks>
    /// <list type="table">
    /// <item><term>Batch</term><description>32 for up to 2,000 rows, 64 for up to 20,000, 128 for more; at most half of the rows, and at
    /// least 2. A stated batch is cut to the number of rows.</description></item>
    /// <item><term>Epochs</term><description>As many whole ones as make 1,500 steps for up to 600 pictures, 2.5 a picture for up to 1,000
    /// and 2,500 for up to 2,000; 1,500 for up to 2,000 rows that are not augmented. Beyond that the steps grow with the square root of the
    /// rows: 3,000 for 8,000. There are at least 8 epochs. If steps are stated, they stay.</description></item>
    /// <item><term>Rate</term><description>0.1.</description></item>
    /// <item><term>Augmentation</term><description>None for vectors. Where the shape is known, a padding that is not stated is an eighth of
    /// the shorter side.</description></item>
    /// </list>
    /// </remarks>
    /// <param name="size">How much there is to train on.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no row.</exception>
    public TrainingRecipe ChosenFor(TrainingSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        ArgumentOutOfRangeException.ThrowIfLessThan(size.Rows, 1, nameof(size));
        var batch = Math.Min(BatchSize ?? size.BatchSize, size.LargestBatch);
        var augmentation = size.IsOfVectors ? null
            : size.Shape is { } shape ? Augmentation?.ChosenFor(shape.Height, shape.Width) : Augmentation;
        var epochs = NumberOfSteps is null ? NumberOfEpochs ?? size.NumberOfEpochs(batch, augmentation is not null) : NumberOfEpochs;
        return IsChosen && batch == BatchSize && augmentation == Augmentation
            ? this
            : this with
            {
                BatchSize = batch,
                NumberOfEpochs = epochs,
                LearningRate = LearningRate ?? size.LearningRate,
                Augmentation = augmentation,
            };
    }

    /// <summary>How many steps this recipe has on data of a size. What it leaves open is chosen.</summary>
    /// <param name="size">How much there is to train on.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no row.</exception>
    /// <exception cref="InvalidOperationException">There are more steps than can be counted.</exception>
    public int NumberOfStepsFor(TrainingSize size) => new TrainingPlan(this, size).NumberOfSteps;

    /// <summary>The learning rate of a step on data of a size. What this recipe leaves open is chosen.</summary>
    /// <param name="step">0 for the first.</param>
    /// <param name="size">How much there is to train on.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no row, or no such step.</exception>
    /// <exception cref="InvalidOperationException">There are more steps than can be counted.</exception>
    public double LearningRateAt(int step, TrainingSize size)
    {
        var plan = new TrainingPlan(this, size);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, plan.NumberOfSteps);
        return plan.LearningRateAt(step);
    }

    /// <inheritdoc/>
    public IEnumerable<string> Violations() => new SettingChecks()
        .AtLeast(NumberOfSteps, 1)
        .Check(NumberOfSteps, NumberOfSteps is null || NumberOfEpochs is null, $"null where {nameof(NumberOfEpochs)} is set")
        .AtLeast(NumberOfEpochs, 1)
        .AtLeast(BatchSize, 2, "batch normalisation needs two rows")
        .Positive(LearningRate)
        .Check(WarmUpShare, WarmUpShare is >= 0 and < 1, "in [0, 1)")
        .Share(LearningRateDecay)
        .Check(Momentum, Momentum is >= 0 and < 1, "in [0, 1)")
        .ZeroOrMore(WeightDecay)
        .Check(Milestones, Milestones is null || AreMilestones(Milestones), RangeOfMilestones)
        .Known(Precision)
        .NestedOrNull(Augmentation);

    private string RangeOfMilestones => DecayToZero ? $"null, or {nameof(DecayToZero)} false: a rate that falls to zero has none"
        : NumberOfEpochs is null ? $"null where {nameof(NumberOfEpochs)} is null, since milestones are epochs"
        : $"ascending within 1..{NumberOfEpochs - 1}, or null";

    private bool AreMilestones(IReadOnlyList<int> epochs) => !DecayToZero && NumberOfEpochs is { } all
        && epochs.All(epoch => epoch >= 1 && epoch < all) && epochs.SequenceEqual(epochs.Order());

    /// <inheritdoc/>
    public bool Equals(TrainingRecipe? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The settings in one line. It says "chosen" of each that is chosen from the data when training begins.</summary>
    public override string ToString()
    {
        string?[] stated =
        [
            NumberOfSteps is { } steps ? $"{steps} steps" : NumberOfEpochs is { } epochs ? $"{epochs} epochs" : null,
            BatchSize is { } batch ? $"batch {batch}" : null,
            LearningRate is { } rate ? string.Create(CultureInfo.InvariantCulture, $"rate {rate}{Schedule}") : null,
        ];
        string[] open = [.. new[] { "epochs", "batch", "rate" }.Where((_, place) => stated[place] is null)];
        var highest = LearningRate is null ? $" (the rate highest{Schedule})" : "";
        string[] chosen = open.Length == 0 ? [] : [$"{string.Join(open.Length > 2 ? ", " : " and ", open)} chosen from the rows{highest}"];
        return string.Join(", ", [
            .. stated.OfType<string>(), .. chosen,
            string.Create(CultureInfo.InvariantCulture, $"momentum {Momentum}"),
            string.Create(CultureInfo.InvariantCulture, $"weight decay {WeightDecay}"),
            Augmentation?.ToString() ?? "no augmentation",
            .. Precision == Precision.Float32 ? (string[])[] : [$"{Precision}"]]);
    }

    private string Schedule
    {
        get
        {
            var rising = WarmUpShare > 0 ? string.Create(CultureInfo.InvariantCulture, $" after {WarmUpShare} of the steps") : "";
            var falling = DecayToZero ? " falling to zero"
                : string.Create(CultureInfo.InvariantCulture, $" x{LearningRateDecay} at ")
                    + (HasMilestonesInSteps ? "half and three quarters"
                        : string.Join(" and ", EffectiveMilestones));
            return rising + falling;
        }
    }
}
