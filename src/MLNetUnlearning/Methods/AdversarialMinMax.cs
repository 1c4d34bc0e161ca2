using MLNetUnlearning.Data;

namespace MLNetUnlearning.Methods;

/// <summary>Discriminative adversarial unlearning: the classifier (the defender) learns to answer for forgotten rows as it does for unseen
/// rows, while an attacker learns to tell the two kinds of rows apart.</summary>
/// <remarks>
/// <para>Choose it where a class or rows must go and unseen rows of the same source are at hand. It comes closest to retraining. The price
/// is an attacker that must be trained first.</para>
/// <para>Each iteration takes a batch of retained rows, one of forgotten rows and one of unseen rows; the last two are equally large. 1.
/// The attacker A takes a step that makes it better at telling forgotten rows (1) from unseen rows (0). It sees the defender's logits z,
/// the label and the noise sensitivity s. 2. The defender takes a step down CE(retained) + beta (lambda1 L_A + lambda2 L_BT). L_A is A's
/// cross-entropy with the two labels swapped; its gradient goes through z and s. L_BT is the Barlow Twins loss between the features of
/// forgotten rows and those of unseen rows.</para>
/// <para>Source: Sharma, Zhou, Ji, Chen, "Discriminative Adversarial Unlearning", arXiv 2402.06864; the attacker is that of Yuan and Zhang
/// 2022. It differs from the published code as follows. Batches of forgotten and of unseen rows are equally large, however few rows there
/// are. Once beta is 0, forgotten and unseen rows no longer pass the network. Dead features do not make L_BT NaN. The pre-training of the
/// attacker augments both kinds of rows alike, unless <see cref="GameSettings.AugmentMembersOnly"/> asks for the published way.</para>
/// </remarks>
public sealed record AdversarialMinMax : GameSettings
{
    /// <summary>Published settings, CIFAR-10, dense networks.</summary>
    public static AdversarialMinMax Cifar10Dense { get; } = new();

    /// <summary>Published settings, CIFAR-10, networks pruned to 95 % sparsity.</summary>
    public static AdversarialMinMax Cifar10Sparse { get; } = Cifar10Dense with
    {
        RandomRows = Cifar10Dense.RandomRows with { LearningRate = 0.03 },
        WholeClass = Cifar10Dense.WholeClass with { AdversarialIterations = 20 },
    };

    /// <summary>Published settings, CIFAR-100, dense networks.</summary>
    public static AdversarialMinMax Cifar100Dense { get; } = Cifar10Dense with
    {
        RandomRows = Cifar10Dense.RandomRows with { NumberOfEpochs = 5 },
        WholeClass = Cifar10Dense.WholeClass with { NumberOfEpochs = 5, LearningRateAfter = 0.02 },
    };

    /// <summary>Published settings, CIFAR-100, networks pruned to 95 % sparsity.</summary>
    public static AdversarialMinMax Cifar100Sparse { get; } =
        Cifar100Dense with { WholeClass = Cifar100Dense.WholeClass with { AdversarialIterations = 20 } };

    /// <summary>For a few hundred rows a class and a network of width 16: a short, hard game, after which the network trains on at a rate
    /// that falls to zero. When rows of many classes are forgotten, their confidences are then held close to those of unseen
    /// rows.</summary>
    /// <remarks>Chosen on CIFAR-10 with 450 training rows a class, where an epoch has about 60 iterations. On fewer rows the game takes at
    /// most half of all iterations.</remarks>
    public static AdversarialMinMax SmallData { get; } = new()
    {
        BatchSize = 64,
        AdversarialBatchSize = 16,
        AttackerPreTrainingIterations = 300,
        ConfidenceMatchingWeight = 0.1,
        RandomRows = ShortGame with { NumberOfEpochs = 8, LearningRate = 0.1, AdversarialIterations = 40 },
        WholeClass = ShortGame with { NumberOfEpochs = 5, LearningRate = 0.02, AdversarialIterations = 24 },
    };

    /// <summary><see cref="SmallData"/> for data with many classes. A class is played against unseen rows of the same class; at least two
    /// are needed.</summary>
    /// <remarks>Chosen on CIFAR-100 with 90 training rows a class. Against unseen rows of a hundred classes the attacker can decide by the
    /// label alone. It then cannot lose, and the game ruins the network.</remarks>
    public static AdversarialMinMax SmallDataManyClasses { get; } =
        SmallData with { WholeClass = SmallData.WholeClass with { UnseenRows = UnseenRows.ForgottenClasses } };

    private static GameSchedule ShortGame => new() { MaximumGameShare = 0.5, LearningRateAfter = 0.1, DecayAfter = true };

    /// <inheritdoc/>
    public override string Name =>
        SelfSupervisedWeight == 0 ? "adversarial min-max without self-supervision" : "adversarial min-max";

    /// <inheritdoc/>
    public override bool NeedsUnseenRows => true;

    /// <summary>The same settings without the Barlow Twins term (lambda2 = 0), as in the paper's ablation.</summary>
    public AdversarialMinMax WithoutSelfSupervision() => this with { SelfSupervisedWeight = 0 };

    /// <inheritdoc/>
    public override IReadOnlyList<UnlearningStage> Stages(UnlearningSize size)
    {
        var schedule = size.Choose(RandomRows, WholeClass);
        var iterations = Batches.InEpochs(size.Retained, BatchSize, schedule.NumberOfEpochs);
        var share = (double)schedule.IterationsOfGame(iterations) / iterations;
        var retained = (double)schedule.NumberOfEpochs * size.Retained; // rows that pass in all iterations
        var pairs = 2.0 * BatchOf(size.Forgotten, size.Unseen); // rows of the other two kinds in an iteration
        var attackerRows = 2.0 * BatchOf(size.Retained + size.Forgotten, size.Unseen) * (1 + NumberOfNoiseCopies);
        var matched = ConfidenceMatchingWeight == 0 || size.IsWholeClass ? 0 : pairs;
        return
        [
            .. Enumerable.Range(0, Attackers.Count).Select(number =>
                size.Pass("attacker", AttackerPreTrainingIterations * attackerRows, UnlearningStage.ForwardPass) with
                {
                    Preparation = AttackerPreTraining.Key(this, number),
                }),
            size.Pass("game", share * (retained + iterations * pairs * (1 + NumberOfNoiseCopies))) with { To = share },
            size.Pass("after the game", (1 - share) * (retained + iterations * matched)) with { From = share },
        ];
    }

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        var schedule = run.Split.Choose(RandomRows, WholeClass);
        var unseen = AdversarialGame.Opponents(run.Split, schedule); // too few are refused here, before any attacker is trained
        using var attackers = new GameAttackers(this, run);
        using var game = new AdversarialGame(this, run, attackers);
        game.Play(schedule, unseen);
    }
}
