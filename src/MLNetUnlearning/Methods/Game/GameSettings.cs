using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>The settings of a game between a defender and its attackers.</summary>
public abstract record GameSettings : UnlearningMethod
{
    /// <summary>The game when rows of many classes are forgotten.</summary>
    /// <value>A tenth of the steps of training, at three tenths of its rate, which falls to zero. The attacker sees the confidence in the
    /// label and all probabilities.</value>
    public GameSchedule RandomRows { get; init; } =
        new() { LearningRateShare = 0.3, Attackers = [AttackerInputs.Confidence | AttackerInputs.Probabilities] };

    /// <summary>The game when all rows of one class are forgotten.</summary>
    /// <value>A tenth of the steps of training, at a fifth of its rate, which falls to zero, against unseen rows of other classes. The
    /// attacker sees the confidence in the forgotten class. Batches of forgotten and of unseen rows are half as large as those of retained
    /// rows.</value>
    public GameSchedule WholeClass { get; init; } = new() { AdversarialBatchShare = 0.5 };

    /// <summary>The weight of the loss of the retained rows while the game lasts.</summary>
    /// <value>1, as published. Higher keeps the retained rows better and forgets less; lower the other way round. At 0 nothing holds
    /// them.</value>
    public double RetainedWeight { get; init; } = 1;

    /// <summary>The weight of a term that holds the answers for unseen rows, while the game lasts, at those of the given classifier: the
    /// cross-entropy between the two. For a whole class, its probability is left out of the given answers.</summary>
    /// <value>0.2. Higher keeps the accuracy on rows that nobody trained on, and forgets a little less; lower lets both players meet at
    /// answers that are worse for all rows. 0 switches it off, as published.</value>
    public double UnseenAnswersWeight { get; init; } = 0.2;

    /// <summary>lambda1: the weight of the attacker's loss with swapped labels.</summary>
    /// <value>0.9. Higher forgets more; lower forgets less.</value>
    public double AdversarialWeight { get; init; } = 0.9;

    /// <summary>lambda2: the weight of the self-supervised term L_BT. The term needs batches of 8 rows or more. With fewer it is left out,
    /// and the progress reports say so.</summary>
    /// <value>0: the term is off. 0.001 is published. Higher makes the features of forgotten rows more like those of unseen rows; lower
    /// does less.</value>
    public double SelfSupervisedWeight { get; init; }

    /// <summary>The bound on an attacker's pull on a forgotten row: the largest length that the gradient of L_A by what the attackers see
    /// of the row may have. Unseen rows are then the yardstick, and are not moved.</summary>
    /// <value>1. Higher lets an attacker that is sure move single rows further; lower makes the game gentler. Null, as published: no bound,
    /// and the gradient also moves unseen rows.</value>
    public double? MaximumPull { get; init; } = 1;

    /// <summary>Whether retained, forgotten and unseen rows pass the network as one batch. The statistics of batch normalisation are then
    /// those of the mix, as they are when the network answers.</summary>
    /// <value>True. False, as published: each kind of rows is a batch of its own, so that all answers depend on which rows are beside
    /// each other.</value>
    public bool JointBatches { get; init; } = true;

    /// <summary>m: the number of noisy copies of each row that the sensitivity is computed from. It plays no part unless an attacker sees
    /// the sensitivity.</summary>
    /// <value>10. More makes the sensitivity more exact and an iteration dearer, since 2m further batches pass the network; fewer makes it
    /// noisier and cheaper.</value>
    public int NumberOfNoiseCopies { get; init; } = 10;

    /// <summary>e: the standard deviation of the noise in these copies, in pixel values of 0..1; for vectors, in standard deviations of
    /// each feature.</summary>
    /// <value>1e-3. Higher measures how the logits change over a wider neighbourhood of the row. Lower measures a narrower one, and is more
    /// prone to rounding errors.</value>
    public double Noise { get; init; } = NoiseSensitivity.DefaultNoise;

    /// <summary>The attacker's learning rate (Adam).</summary>
    /// <value>1e-3. Higher keeps the attacker ahead of the defender for longer; lower lets the defender catch up sooner.</value>
    public double AttackerLearningRate { get; init; } = 1e-3;

    /// <summary>The probability of dropout in the encoder of an attacker that sees logits, labels or sensitivity, in [0, 1).</summary>
    /// <value>0.2. Higher lets the attacker learn single rows by heart less, and learn more slowly; lower does the opposite, and 0 switches
    /// dropout off.</value>
    public double AttackerDropout { get; init; } = 0.2;

    /// <summary>The number of iterations before the game in which the attacker learns, from the answers of the original classifier, to tell
    /// all training rows from unseen rows.</summary>
    /// <value>0: the attacker learns in the game alone. 1000 is published. More makes the attacker stronger at the start of the game; fewer
    /// is faster. It is done once for a classifier and its unseen rows, then reused, and is not part of the run time.</value>
    public int AttackerPreTrainingIterations { get; init; }

    /// <summary>How many views of unseen rows are computed for the pre-training, and as many of training rows. Views of a row differ by
    /// augmentation and noise. All iterations draw from them.</summary>
    /// <value>10,000. More show the attacker more of what augmentation and noise do, and take proportionally longer; fewer are faster,
    /// until the attacker knows them by heart. There are never more than the iterations draw.</value>
    public int AttackerPreTrainingViews { get; init; } = 10_000;

    /// <summary>Whether pre-training augments training rows but not unseen rows, as in the published code.</summary>
    /// <value>False. If false, both kinds of rows are augmented alike, so that the attacker learns membership; if true, it can learn to
    /// recognise the augmentation instead.</value>
    public bool AugmentMembersOnly { get; init; }

    /// <summary>What the two players optimise.</summary>
    /// <value>NonSaturating, as published. The objectives with a gradient penalty keep a strong attacker useful, but its step costs about
    /// twice as much.</value>
    public GameObjective Objective { get; init; }

    /// <summary>The weight of the gradient penalty, if the objective has one.</summary>
    /// <value>10. This is the value of Gulrajani et al. 2017 and of Kodali et al. 2017. Higher holds the attacker back more; lower
    /// less.</value>
    public double GradientPenaltyWeight { get; init; } = 10;

    /// <summary>The weight of gradient ascent on the forgotten rows. While the game lasts, this times their cross-entropy is subtracted
    /// from the defender's loss.</summary>
    /// <value>0, as published. Higher forgets faster. The term has no bound, so too high a weight ruins the model: start from 0.01 to
    /// 0.1.</value>
    public double GradientAscentWeight { get; init; }

    /// <summary>alpha of Fisher noise. After each step of the game every weight moves by a normal random number of variance alpha v, where
    /// v is that of <see cref="FisherForgetting"/>.</summary>
    /// <value>0, as published. Higher erases more of what the retained rows do not need and, in time, of what they do need. The noise of
    /// all iterations adds up, so start far below the strengths of <see cref="FisherForgetting"/>, at 1e-10.</value>
    public double FisherNoise { get; init; }

    /// <summary>The weight of a term that is added after the game when rows of many classes are forgotten. The term is the distance
    /// (Wasserstein-1) between the scaled confidences, log(p / (1 - p)), of forgotten rows and those of unseen rows. It keeps the training
    /// after the game from bringing back what the game made the network forget.</summary>
    /// <value>0, as published. At 0 the term is left out; it plays no part unless the game ends before the run does. At 0.1 it holds the
    /// confidences at those of unseen rows. Higher does not forget more, and makes the retained rows less sure; lower holds them less. The
    /// term costs two adversarial batches an iteration. It is not used when a whole class is forgotten, because a retrained model does not
    /// answer such rows as it answers unseen rows.</value>
    public double ConfidenceMatchingWeight { get; init; }

    /// <summary>The self-supervised loss L_BT.</summary>
    /// <value>BarlowTwins, as published. The values of VICReg are about 25 times those of Barlow Twins: lower
    /// <see cref="SelfSupervisedWeight"/> with it.</value>
    public SelfSupervision SelfSupervision { get; init; }

    /// <summary>The width of a projector: two linear layers between the features and the self-supervised loss. They are trained with the
    /// defender and thrown away afterwards.</summary>
    /// <value>Null, as published. Without a projector the loss compares the features themselves. With one it constrains the features less;
    /// the wider the projector, the weaker this constraint and the more memory it takes. The authors of Barlow Twins use 8192 for 2048
    /// features.</value>
    public int? ProjectorWidth { get; init; }

    /// <summary>Whether each forgotten row is compared with an unseen row of its own class, both in the self-supervised loss and by the
    /// attacker.</summary>
    /// <value>False, as published. True compares like with like; it needs unseen rows of every class that is forgotten.</value>
    public bool RegularisePerClass { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks()
        .Nested(RandomRows)
        .Nested(WholeClass)
        .ZeroOrMore(RetainedWeight)
        .ZeroOrMore(UnseenAnswersWeight)
        .ZeroOrMore(AdversarialWeight)
        .ZeroOrMore(SelfSupervisedWeight)
        .Positive(MaximumPull)
        .AtLeast(NumberOfNoiseCopies, 1)
        .Positive(Noise)
        .Positive(AttackerLearningRate)
        .Check(AttackerDropout, AttackerDropout is >= 0 and < 1, "in [0, 1)")
        .AtLeast(AttackerPreTrainingIterations, 0)
        .AtLeast(AttackerPreTrainingViews, 1)
        .Known(Objective)
        .ZeroOrMore(GradientPenaltyWeight)
        .ZeroOrMore(GradientAscentWeight)
        .ZeroOrMore(FisherNoise)
        .ZeroOrMore(ConfidenceMatchingWeight)
        .Known(SelfSupervision)
        .AtLeast(ProjectorWidth, 1);

    /// <inheritdoc/>
    public override UnlearningMethod ChosenFor(UnlearningSize size) =>
        size.IsWholeClass ? this with { WholeClass = WholeClass.ChosenFor(size) } : this with { RandomRows = RandomRows.ChosenFor(size) };
}
