using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>What the game of a defender and its attackers can be set to. The defaults are the published game.</summary>
public abstract record GameSettings : UnlearningMethod
{
    /// <summary>The game for rows of many classes.</summary>
    /// <value>3 epochs at 0.01 with the game lasting to the end (published).</value>
    public GameSchedule RandomRows { get; init; } = new();

    /// <summary>The game for all rows of one class.</summary>
    /// <value>3 epochs at 0.02, 30 iterations of the game, then 0.01 (published).</value>
    public GameSchedule WholeClass { get; init; } =
        new() { LearningRate = 0.02, LearningRateAfter = 0.01, AdversarialIterations = 30, AugmentForgotten = true };

    /// <summary>Rows in a batch of retained rows.</summary>
    /// <value>256. Fewer makes more iterations of an epoch.</value>
    public int BatchSize { get; init; } = 256;

    /// <summary>Rows in a batch of forgotten and of unseen rows; fewer where there are not as many.</summary>
    /// <value>Null: as many as retained ones. Fewer makes an iteration of the game cheaper, since 2 + 2m of its 3 + 2m batches are of
    /// these.</value>
    public int? AdversarialBatchSize { get; init; }

    /// <summary>lambda1, the weight of the attacker's loss with swapped labels.</summary>
    /// <value>0.9. Higher forgets more.</value>
    public double AdversarialWeight { get; init; } = 0.9;

    /// <summary>lambda2, the weight of the Barlow Twins term; it needs batches of 8 rows or more and is left out, with a note, below
    /// that.</summary>
    /// <value>0.001. 0 switches it off.</value>
    public double SelfSupervisedWeight { get; init; } = 0.001;

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

    /// <summary>Iterations in which the attacker learns, before the game, to tell all training rows from unseen rows by the original
    /// defender.</summary>
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

    /// <summary>What the two players optimise.</summary>
    /// <value>Non-saturating, as published. The gradient penalties keep a strong attacker useful, at about twice the cost of its
    /// step.</value>
    public GameObjective Objective { get; init; }

    /// <summary>The weight of the gradient penalty, where the objective has one.</summary>
    /// <value>10 (Gulrajani et al. 2017; Kodali et al. 2017). Higher holds the attacker back more.</value>
    public double GradientPenaltyWeight { get; init; } = 10;

    /// <summary>The attackers, each by what it sees. They play at once, each with a seed, weights and pre-training of its own, and L_A is
    /// the mean over them.</summary>
    /// <value>One that sees everything, as published. More are harder to please by a trick. Each costs a pre-training, and a step an
    /// iteration, which is little beside the defender's passes.</value>
    public IReadOnlyList<AttackerInputs> Attackers { get; init => field = ValueList<AttackerInputs>.Of(value); } =
        ValueList<AttackerInputs>.Of([AttackerInputs.All]);

    /// <summary>Weight of gradient ascent on the forgotten rows as a further term of the defender: minus this times their cross-entropy,
    /// while the game lasts.</summary>
    /// <value>0, as published. Higher forgets faster and, being unbounded, sooner ruins the model: 0.01 to 0.1 are values to start
    /// from.</value>
    public double GradientAscentWeight { get; init; }

    /// <summary>alpha of Fisher noise as a further term: after each step of the game every weight moves by a normal number of variance
    /// alpha v, v as in Fisher forgetting.</summary>
    /// <value>0, as published. Higher erases more of what retained rows do not need, and with time of what they do. The noise of an
    /// iteration adds to that of the others, so begin far below the strengths of Fisher forgetting, at 1e-10.</value>
    public double FisherNoise { get; init; }

    /// <summary>Weight of the term that takes the game's place once it is over, where rows of many classes are forgotten: the distance
    /// (Wasserstein-1) of the forgotten rows' scaled confidences, log(p / (1 - p)), to those of unseen rows. With it, training on does not
    /// bring back what the game made the network forget.</summary>
    /// <value>0, as published. 0.1 holds them where unseen rows are; more does not forget more, and makes the retained rows less sure.
    /// Costs two adversarial batches an iteration. Requests for a whole class do without: a retrained model answers none of its rows as it
    /// answers unseen rows.</value>
    public double ConfidenceMatchingWeight { get; init; }

    /// <summary>The self-supervised loss L_BT.</summary>
    /// <value>Barlow Twins, as published. VICReg's values are about 25 times those of Barlow Twins: lower
    /// <see cref="SelfSupervisedWeight"/> with it.</value>
    public SelfSupervision SelfSupervision { get; init; }

    /// <summary>The width of a projector head between the features and the self-supervised loss: two layers, trained along with the
    /// defender and thrown away.</summary>
    /// <value>Null: none, as published. Its authors use 8192 beside 2048 features. Wider frees the features more from the self-supervised
    /// loss, at the cost of memory.</value>
    public int? ProjectorWidth { get; init; }

    /// <summary>Whether each forgotten row stands against an unseen row of its own class, in the self-supervised loss and before the
    /// attacker.</summary>
    /// <value>False, as published. True compares like with like; it needs unseen rows of every class that is forgotten.</value>
    public bool RegularisePerClass { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks()
        .Nested(RandomRows)
        .Nested(WholeClass)
        .AtLeast(BatchSize, 2)
        .AtLeast(AdversarialBatchSize, 2)
        .ZeroOrMore(AdversarialWeight)
        .ZeroOrMore(SelfSupervisedWeight)
        .AtLeast(NumberOfNoiseCopies, 1)
        .Positive(Noise)
        .Positive(AttackerLearningRate)
        .Check(AttackerDropout, AttackerDropout is >= 0 and < 1, "in [0, 1)")
        .AtLeast(AttackerPreTrainingIterations, 0)
        .Check(Momentum, Momentum is >= 0 and < 1, "in [0, 1)")
        .ZeroOrMore(WeightDecay)
        .Known(Objective)
        .ZeroOrMore(GradientPenaltyWeight)
        .Check(
            Attackers, Attackers is { Count: > 0 } && Attackers.All(inputs => inputs is > 0 and <= AttackerInputs.All),
            "one attacker or more, each of which sees one or more of Logits, Label and Sensitivity")
        .ZeroOrMore(GradientAscentWeight)
        .ZeroOrMore(FisherNoise)
        .ZeroOrMore(ConfidenceMatchingWeight)
        .Known(SelfSupervision)
        .AtLeast(ProjectorWidth, 1);

    /// <summary>How many rows of each of two kinds make a batch that is equally large for both.</summary>
    internal int BatchOf(int first, int second) => Math.Min(AdversarialBatchSize ?? BatchSize, Math.Min(first, second));
}
