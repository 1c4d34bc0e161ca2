using MLNetUnlearning.Data;

namespace MLNetUnlearning.Methods;

/// <summary>Discriminative adversarial unlearning: the classifier (the defender) learns to answer for forgotten rows as it does for unseen
/// rows, while an attacker learns to tell the two kinds of rows apart.</summary>
/// <remarks>
/// <para>Choose it where a class or rows must go and unseen rows of the same source are at hand: the unseen rows are the yardstick of what
/// a retrained model would answer.</para>
/// <para>Each iteration takes a batch of retained rows, one of forgotten rows and one of unseen rows; the last two are equally large. 1.
/// The attacker A takes a step that makes it better at telling forgotten rows (1) from unseen rows (0). It sees numbers made from the
/// defender's answer and the label. 2. The defender takes a step down CE(retained) + beta (lambda1 L_A + lambda2 L_BT). L_A is A's
/// cross-entropy with the two labels swapped; its gradient goes through what A sees. L_BT is the Barlow Twins loss between the features of
/// forgotten rows and those of unseen rows; it is off unless lambda2 is set.</para>
/// <para>Source: Sharma, Zhou, Ji, Chen, "Discriminative Adversarial Unlearning", arXiv 2402.06864. The published recipes are named
/// instances. There the attacker is the transformer of Yuan and Zhang 2022, which sees logits, label and noise sensitivity, and three kinds
/// of rows pass the network one after another. They differ from the published code as follows. Batches of forgotten and of unseen rows are
/// equally large, however few rows there are. Once beta is 0, forgotten and unseen rows no longer pass the network. Dead features do not
/// make L_BT NaN. The pre-training of the attacker augments both kinds of rows alike, unless <see cref="GameSettings.AugmentMembersOnly"/>
/// asks for the published way, and computes what the attacker sees once for many iterations
/// (<see cref="GameSettings.AttackerPreTrainingViews"/>).</para>
/// <para>The defaults differ more, so that the game works on few rows as well. The attacker is a small network that sees the scaled
/// confidence, the number that shows members best. Its pull on a row is bounded, only forgotten rows are moved, and all rows pass the
/// network as one batch.</para>
/// </remarks>
public sealed record AdversarialMinMax : GameSettings
{
    /// <summary>Unseen rows that tell an accuracy to within five points.</summary>
    internal const int EnoughUnseenRows = 400;

    /// <summary>Unseen rows with which an iteration on a whole class takes as many forgotten rows as it should.</summary>
    internal const int FewestUnseenRows = 16;

    private const double CostOfView = 0.1; // a row in a step of an attacker, beside one in a step of the classifier

    /// <summary>Published settings, CIFAR-10, dense networks.</summary>
    public static AdversarialMinMax Cifar10Dense { get; } = new()
    {
        RandomRows = PublishedGame,
        WholeClass = PublishedGame with
        {
            LearningRate = 0.02,
            LearningRateAfter = 0.01,
            AdversarialIterations = 30,
            AugmentForgotten = true,
        },
        UnseenAnswersWeight = 0,
        SelfSupervisedWeight = 0.001,
        AttackerPreTrainingIterations = 1000,
        MaximumPull = null,
        JointBatches = false,
    };

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

    private static GameSchedule PublishedGame => new()
    {
        NumberOfEpochs = 3,
        BatchSize = 256,
        LearningRate = 0.01,
        DecayToZero = false,
        UnseenRows = UnseenRows.AllClasses,
        Attackers = [AttackerInputs.All],
    };

    /// <inheritdoc/>
    public override string Name => MaximumPull is null && SelfSupervisedWeight == 0
        ? "adversarial min-max without self-supervision" // the paper's ablation, for tables that hold both
        : "adversarial min-max";

    /// <inheritdoc/>
    public override bool NeedsUnseenRows => true;

    /// <summary>The same settings without the Barlow Twins term (lambda2 = 0), as in the paper's ablation.</summary>
    public AdversarialMinMax WithoutSelfSupervision() => this with { SelfSupervisedWeight = 0 };

    /// <inheritdoc/>
    public override IReadOnlyList<UnlearningStage> Stages(UnlearningSize size)
    {
        var schedule = size.Choose(RandomRows, WholeClass).ChosenFor(size);
        var iterations = schedule.StepsOver(size.Retained);
        var share = schedule.AdversarialStrength == 0 ? 0 : (double)schedule.IterationsOfGame(iterations) / iterations;
        // A game that may end early leaves work to the stage after it, which only one that has work can take on.
        if (schedule.StopAtAttackerAccuracy is not null && iterations > 1) share = Math.Min(share, 1 - 1.0 / iterations);
        var retained = (double)iterations * size.Retained / Batches.InEpoch(size.Retained, schedule.BatchSize!.Value); // rows that pass
        var pairs = 2.0 * schedule.BatchOf(size.Forgotten, UnseenIn(schedule, size)); // rows of the other two kinds in an iteration
        var copies = schedule.SeesSensitivity ? NumberOfNoiseCopies : 0;
        var attackerBatch = schedule.BatchOf(size.Retained + size.Forgotten, size.Unseen);
        var batchesOfViews = AttackerPreTraining.BatchesOfViews(this, attackerBatch);
        IEnumerable<UnlearningStage> AttackerStages(int number) =>
        [
            size.Pass(
                AttackerPreTraining.ViewsStage, 2.0 * batchesOfViews * attackerBatch * (1 + copies), UnlearningStage.ForwardPass),
            size.Pass(AttackerPreTraining.Stage, 2.0 * AttackerPreTrainingIterations * attackerBatch, CostOfView),
        ];
        var matched = ConfidenceMatchingWeight == 0 || size.IsWholeClass ? 0 : pairs;
        var attackers = AttackerPreTrainingIterations == 0 ? 0 : schedule.Attackers.Count;
        return
        [
            .. Enumerable.Range(0, attackers).SelectMany(number => AttackerStages(number).Select(stage => stage with
            {
                Preparation = AttackerPreTraining.Key(this, schedule, number),
            })),
            size.Pass("game", share * (retained + iterations * pairs * (1 + copies))) with { To = share },
            size.Pass("after the game", (1 - share) * (retained + iterations * matched)) with { From = share },
        ];
    }

    /// <summary>The unseen rows that the game compares with, as far as they are known before it.</summary>
    private static int UnseenIn(GameSchedule schedule, UnlearningSize size) =>
        schedule.UnseenRows == UnseenRows.AllClasses ? size.Unseen : size.UnseenToCompareWith;

    /// <summary>By how many points chance moves an accuracy on so many rows: two standard errors of a share, at their largest.</summary>
    internal static double Chance(int rows) => 100 / Math.Sqrt(Math.Max(1, rows));

    /// <inheritdoc/>
    public override IEnumerable<string> Limits(UnlearningSize size)
    {
        var unseen = RandomRows.UnseenRows == UnseenRows.AllClasses ? size.Unseen : size.UnseenOfTheirClasses;
        if (size.IsWholeClass)
            return UnseenIn(WholeClass, size) is < FewestUnseenRows and var few
                ? [string.Create(
                    CultureInfo.InvariantCulture,
                    $"An iteration takes as many forgotten rows as unseen ones, {few} at most: with {FewestUnseenRows} unseen rows or more "
                    + $"it sees enough of them.")]
                : [];
        if (unseen >= EnoughUnseenRows) return [];
        return [string.Create(
            CultureInfo.InvariantCulture,
            $"With {unseen} unseen rows to compare with, chance moves what the game aims at by up to {Chance(unseen):F0} points, and the "
            + $"run cannot tell: with {EnoughUnseenRows} or more that is {Chance(EnoughUnseenRows):F0} at most; or retrain.")];
    }

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        var schedule = run.Chosen(RandomRows, WholeClass);
        var unseen = AdversarialGame.Opponents(run.Split, schedule); // too few are refused here, before any attacker is trained
        using var attackers = new GameAttackers(this, schedule, run);
        using var game = new AdversarialGame(this, schedule, run, attackers);
        game.Play(unseen);
    }
}
