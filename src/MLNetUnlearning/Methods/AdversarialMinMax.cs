using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>
/// Discriminative adversarial unlearning: a defender (the classifier) learns to answer for forgotten rows as it does for unseen ones, against
/// an attacker that learns to tell them apart.
/// </summary>
/// <remarks>
/// <para>Choose it where a class or rows must go and unseen rows of the same source are at hand; it comes closest to retraining, at the
/// price of a pre-trained attacker.</para>
/// <para>Each iteration takes one batch of retained rows and equally large ones of forgotten and of unseen rows. 1. The attacker A steps up the
/// likelihood of telling forgotten rows (1) from unseen ones (0), from the defender's logits z, the label and the noise sensitivity s.
/// 2. The defender steps down CE(retained) + beta (lambda1 L_A + lambda2 L_BT), where L_A is A's cross-entropy with the two labels
/// swapped, differentiated through z and s, and L_BT is the Barlow Twins loss between features of forgotten and unseen rows.</para>
/// <para>Source: Sharma, Zhou, Ji, Chen, "Discriminative Adversarial Unlearning", arXiv 2402.06864; the attacker is that of Yuan and Zhang 2022.
/// It differs from the published code in that: batches of forgotten and unseen rows are equally large at any number of rows;
/// once beta = 0, forgotten and unseen rows no longer pass the network at all; dead features do not make L_BT NaN; and the attacker is
/// pre-trained with the same augmentation for both kinds of rows unless <see cref="AugmentMembersOnly"/> asks for the published way.</para>
/// </remarks>
public sealed partial class AdversarialMinMax : UnlearningMethod
{
    /// <summary>Published settings, CIFAR-10, dense networks.</summary>
    public static AdversarialMinMax Cifar10Dense { get; } = new();

    /// <summary>Published settings, CIFAR-10, networks pruned to 95 % sparsity.</summary>
    public static AdversarialMinMax Cifar10Sparse { get; } = new()
    {
        RandomRows = new() { LearningRate = 0.03 },
        WholeClass = PublishedWholeClass with { AdversarialIterations = 20 },
    };

    /// <summary>Published settings, CIFAR-100, dense networks.</summary>
    public static AdversarialMinMax Cifar100Dense { get; } = new()
    {
        RandomRows = new() { NumberOfEpochs = 5 },
        WholeClass = PublishedWholeClass with { NumberOfEpochs = 5, LearningRateAfter = 0.02 },
    };

    /// <summary>Published settings, CIFAR-100, networks pruned to 95 % sparsity.</summary>
    public static AdversarialMinMax Cifar100Sparse { get; } = new()
    {
        RandomRows = new() { NumberOfEpochs = 5 },
        WholeClass = PublishedWholeClass with { NumberOfEpochs = 5, LearningRateAfter = 0.02, AdversarialIterations = 20 },
    };

    /// <summary>A few hundred rows a class and a network of width 16: a short, hard game, then training on at a rate that falls to zero, with the confidences of random rows held to those
    /// of unseen ones.</summary>
    /// <remarks>Chosen on CIFAR-10 with 450 training rows a class, where an epoch has some 60 iterations. On fewer rows the game ends at half of all iterations.</remarks>
    public static AdversarialMinMax SmallData { get; } = new()
    {
        BatchSize = 64,
        AdversarialBatchSize = 16,
        AttackerPreTrainingIterations = 300,
        ConfidenceMatchingWeight = 0.1,
        RandomRows = ShortGame with { NumberOfEpochs = 8, LearningRate = 0.1, AdversarialIterations = 40 },
        WholeClass = ShortGame with { NumberOfEpochs = 5, LearningRate = 0.02, AdversarialIterations = 24 },
    };

    /// <summary><see cref="SmallData"/> for many classes: a class is played against unseen rows of that class, of which it needs two or more.</summary>
    /// <remarks>Chosen on CIFAR-100 with 90 training rows a class. Against unseen rows of a hundred classes the attacker reads the label alone and cannot lose, and the game ruins the network.</remarks>
    public static AdversarialMinMax SmallDataManyClasses { get; } = new()
    {
        BatchSize = SmallData.BatchSize,
        AdversarialBatchSize = SmallData.AdversarialBatchSize,
        AttackerPreTrainingIterations = SmallData.AttackerPreTrainingIterations,
        ConfidenceMatchingWeight = SmallData.ConfidenceMatchingWeight,
        RandomRows = SmallData.RandomRows,
        WholeClass = SmallData.WholeClass with { UnseenRows = UnseenRows.ForgottenClasses },
    };

    private static GameSchedule ShortGame => new() { MaximumGameShare = 0.5, LearningRateAfter = 0.1, DecayAfter = true };

    private static GameSchedule PublishedWholeClass => new()
    {
        LearningRate = 0.02,
        LearningRateAfter = 0.01,
        AdversarialIterations = 30,
        AugmentForgotten = true,
    };

    private double selfSupervisedWeight = 0.001;

    /// <inheritdoc/>
    public override string Name => SelfSupervisedWeight == 0 ? "adversarial min-max without self-supervision" : "adversarial min-max";

    /// <inheritdoc/>
    public override bool NeedsUnseenRows => true;

    /// <summary>The game for rows of many classes.</summary>
    /// <value>3 epochs at 0.01 with the game lasting to the end (published).</value>
    public GameSchedule RandomRows { get; init; } = new();

    /// <summary>The game for all rows of one class.</summary>
    /// <value>3 epochs at 0.02, 30 iterations of the game, then 0.01 (published).</value>
    public GameSchedule WholeClass { get; init; } = PublishedWholeClass;

    /// <summary>Rows in a batch of retained rows.</summary>
    /// <value>256. Fewer makes more iterations of an epoch.</value>
    public int BatchSize { get; init; } = 256;

    /// <summary>Rows in a batch of forgotten and of unseen rows; fewer where there are not as many.</summary>
    /// <value>Null: as many as retained ones. Fewer makes an iteration of the game cheaper, since 2 + 2m of its 3 + 2m batches are of these.</value>
    public int? AdversarialBatchSize { get; init; }

    /// <summary>lambda1, the weight of the attacker's loss with swapped labels.</summary>
    /// <value>0.9. Higher forgets more.</value>
    public double AdversarialWeight { get; init; } = 0.9;

    /// <summary>lambda2, the weight of the Barlow Twins term; it needs batches of 8 rows or more and is left out, with a note, below that.</summary>
    /// <value>0.001. 0 switches it off.</value>
    public double SelfSupervisedWeight
    {
        get => selfSupervisedWeight;
        init => selfSupervisedWeight = value;
    }

    /// <summary>m, noisy copies of each row for the sensitivity.</summary>
    /// <value>10. Fewer makes an iteration cheaper (3 + 2m batches pass the network) and the sensitivity noisier.</value>
    public int NumberOfNoiseCopies { get; init; } = 10;

    /// <summary>e, the size of the noise, in pixel values of 0..1.</summary>
    /// <value>1e-3.</value>
    public double Noise { get; init; } = NoiseSensitivity.DefaultNoise;

    /// <summary>The attacker's learning rate (Adam).</summary>
    /// <value>1e-3. Higher keeps it ahead of the defender for longer.</value>
    public double AttackerLearningRate { get; init; } = 1e-3;

    /// <summary>Dropout in the attacker's encoder, in [0, 1).</summary>
    /// <value>0.2.</value>
    public double AttackerDropout { get; init; } = 0.2;

    /// <summary>Iterations in which the attacker learns, before the game, to tell all training rows from unseen rows by the original defender.</summary>
    /// <value>1000. Done once for a classifier and its unseen rows, and reused; not part of the run time.</value>
    public int AttackerPreTrainingIterations { get; init; } = 1000;

    /// <summary>Whether, in pre-training, training rows are augmented and unseen rows are not, as in the published code.</summary>
    /// <value>False: both alike, so that the attacker learns membership and not the augmentation.</value>
    public bool AugmentMembersOnly { get; init; }

    /// <summary>The defender's momentum, in [0, 1).</summary>
    /// <value>0.9.</value>
    public double Momentum { get; init; } = 0.9;

    /// <summary>The defender's weight decay.</summary>
    /// <value>5e-4.</value>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>The same settings without the Barlow Twins term (lambda2 = 0), as in the paper's ablation.</summary>
    public AdversarialMinMax WithoutSelfSupervision()
    {
        var copy = (AdversarialMinMax)MemberwiseClone();
        copy.selfSupervisedWeight = 0;
        return copy;
    }

    /// <summary>How many rows of each of two kinds make a batch that is equally large for both.</summary>
    internal int BatchOf(int first, int second) => Math.Min(AdversarialBatchSize ?? BatchSize, Math.Min(first, second));

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        GameSchedule schedule = run.Split.ForgottenClass is null ? RandomRows : WholeClass;
        RowSubset unseen = AdversarialGame.Opponents(run.Split, schedule);   // too few are refused here, before any attacker is trained
        using var attackers = new GameAttackers(this, run);
        using var game = new AdversarialGame(this, run, attackers);
        game.Play(schedule, unseen);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Violations()
    {
        foreach (string violation in RandomRows.Violations(nameof(RandomRows)).Concat(WholeClass.Violations(nameof(WholeClass))).Concat(ViolationsOfExtensions()))
            yield return violation;
        if (BatchSize < 2)
            yield return $"{nameof(BatchSize)} is {BatchSize}; it must be at least 2.";
        if (AdversarialBatchSize < 2)
            yield return $"{nameof(AdversarialBatchSize)} is {AdversarialBatchSize}; it must be at least 2, or null.";
        if (NumberOfNoiseCopies < 1)
            yield return $"{nameof(NumberOfNoiseCopies)} is {NumberOfNoiseCopies}; it must be at least 1.";
        if (AttackerPreTrainingIterations < 0)
            yield return $"{nameof(AttackerPreTrainingIterations)} is {AttackerPreTrainingIterations}; it must be zero or more.";
        foreach ((string name, double value) in new[] { (nameof(Noise), Noise), (nameof(AttackerLearningRate), AttackerLearningRate) })
            if (!(value > 0) || !double.IsFinite(value))
                yield return $"{name} is {value}; it must be positive and finite.";
        foreach ((string name, double value) in new[] { (nameof(AdversarialWeight), AdversarialWeight), (nameof(SelfSupervisedWeight), SelfSupervisedWeight), (nameof(WeightDecay), WeightDecay) })
            if (!(value >= 0) || !double.IsFinite(value))
                yield return $"{name} is {value}; it must be zero or positive and finite.";
        foreach ((string name, double value) in new[] { (nameof(AttackerDropout), AttackerDropout), (nameof(Momentum), Momentum) })
            if (!(value >= 0 && value < 1))
                yield return $"{name} is {value}; it must be in [0, 1).";
    }
}
