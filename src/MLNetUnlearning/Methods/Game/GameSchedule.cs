using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Which unseen rows the forgotten rows are compared with in the game.</summary>
public enum UnseenRows
{
    /// <summary>All of them, as in the published code. The attackers see each row with its own label.</summary>
    AllClasses,

    /// <summary>Only unseen rows of the classes that are to be forgotten.</summary>
    ForgottenClasses,

    /// <summary>Only unseen rows of classes of which rows stay. Where no class goes whole, only those of the forgotten rows' classes, if
    /// there are 100 or more, and some of each. Where no row of a forgotten row's class stays, the attackers see the unseen row beside it
    /// with this class as its label. So they compare how sure the network is of that class for its own rows and for rows that are not of
    /// it. A retrained model is equally unsure for both.</summary>
    StayingClasses,
}

/// <summary>How long and how hard the game of <see cref="GameSettings"/> is, for one kind of request.</summary>
public sealed record GameSchedule : OptimizerSettings
{
    /// <summary>The number of iterations after which the game ends: the adversarial terms are switched off (beta = 0), and only the
    /// retained rows are trained on.</summary>
    /// <value>Null: the game lasts to the end. Fewer takes less time, since an iteration passes only the retained rows once the game is
    /// over, and leaves more iterations to restore the retained rows.</value>
    public int? AdversarialIterations { get; init; }

    /// <summary>Ends the game early: it ends as soon as the attacker's accuracy, averaged over ten iterations, is at most this, in (0, 1).
    /// The attacker can then no longer tell forgotten rows from unseen ones.</summary>
    /// <value>Null: the game does not end early. 0.5 is the accuracy of guessing. A value a little above it ends the game before the
    /// defender overdoes it; a higher one ends it sooner, a lower one later.</value>
    public double? StopAtAttackerAccuracy { get; init; }

    /// <summary>The defender's learning rate after the game.</summary>
    /// <value>Null: it goes on as in the game. Higher moves the network further on the retained rows; lower leaves it closer to where the
    /// game ended.</value>
    public double? LearningRateAfter { get; init; }

    /// <summary>beta: the weight of the adversarial terms beside the loss of the retained rows.</summary>
    /// <value>1. Higher forgets more and harms the retained rows more; lower does less of both.</value>
    public double AdversarialStrength { get; init; } = 1;

    /// <summary>Rows in a batch of forgotten rows and in one of unseen rows. If there are fewer rows of either kind, both batches are
    /// smaller.</summary>
    /// <value>Null: the share <see cref="AdversarialBatchShare"/> of the retained rows in a batch. Fewer makes an iteration of the game
    /// cheaper; more makes its steps less noisy.</value>
    public int? AdversarialBatchSize { get; init; }

    /// <summary>Rows in a batch of forgotten rows and in one of unseen rows, as a share of the retained rows in a batch, where
    /// <see cref="AdversarialBatchSize"/> is not set.</summary>
    /// <value>1: as many as retained rows. Lower makes an iteration of the game cheaper; higher makes its steps less noisy.</value>
    public double AdversarialBatchShare { get; init; } = 1;

    /// <summary>Whether the forgotten rows are augmented like the retained rows.</summary>
    /// <value>False. True varies the images of these rows from batch to batch, as published for a whole class; false shows them as they
    /// are.</value>
    public bool AugmentForgotten { get; init; }

    /// <summary>Which unseen rows the forgotten rows are compared with.</summary>
    /// <value>StayingClasses. AllClasses is published. ForgottenClasses is for the published game on many classes, where an attacker that
    /// sees labels could otherwise decide by the label alone. Each needs two rows or more of its kind.</value>
    public UnseenRows UnseenRows { get; init; } = UnseenRows.StayingClasses;

    /// <summary>The attackers, each given by what it sees. All play at once. Each has a seed, weights and pre-training of its own, and L_A
    /// is the mean over them.</summary>
    /// <value>One that sees the confidence in the label. More are harder to fool by a trick. Each costs a step an iteration, and its
    /// pre-training if there is any.</value>
    public IReadOnlyList<AttackerInputs> Attackers { get; init => field = ValueList<AttackerInputs>.Of(value); } =
        ValueList<AttackerInputs>.Of([AttackerInputs.Confidence]);

    /// <summary>Whether an attacker sees the sensitivity, which is most of the cost then.</summary>
    internal bool SeesSensitivity => Attackers.Any(inputs => inputs.HasFlag(AttackerInputs.Sensitivity));

    /// <inheritdoc/>
    public override GameSchedule ChosenFor(UnlearningSize size) => (GameSchedule)base.ChosenFor(size);

    /// <summary>Rows in a batch that is equally large for two kinds of rows: at most the number of rows of either kind.</summary>
    internal int BatchOf(int first, int second) => Math.Min(LargestBatch, Math.Min(first, second));

    /// <summary>Rows in such a batch where there are enough of both kinds; at least 2.</summary>
    internal int LargestBatch =>
        AdversarialBatchSize ?? (int)Math.Min(int.MaxValue, Math.Max(2, Math.Round(BatchSize!.Value * AdversarialBatchShare)));

    /// <summary>The number of iterations that the game takes, of so many in all.</summary>
    internal int IterationsOfGame(int iterations) => Math.Min(AdversarialIterations ?? iterations, iterations);

    /// <summary>The defender's learning rate at an iteration.</summary>
    /// <param name="iteration">0 for the first.</param>
    /// <param name="iterations">Iterations in all.</param>
    /// <param name="iterationsOfGame">Iterations of the game.</param>
    internal double LearningRateAt(int iteration, int iterations, int iterationsOfGame) =>
        iteration >= iterationsOfGame && LearningRateAfter is { } after ? after : LearningRateAt(iteration, iterations);

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => base.Violations().Concat(new SettingChecks()
        .AtLeast(AdversarialIterations, 0)
        .Check(StopAtAttackerAccuracy, StopAtAttackerAccuracy is null or (> 0 and < 1), "in (0, 1), or null")
        .Positive(LearningRateAfter)
        .ZeroOrMore(AdversarialStrength)
        .AtLeast(AdversarialBatchSize, 2)
        .Positive(AdversarialBatchShare)
        .Known(UnseenRows)
        .Check(
            Attackers, Attackers is { Count: > 0 } && Attackers.All(AttackerView.IsKnown),
            "one attacker or more, each of which sees one or more of Logits, Label and Sensitivity, or of Confidence and Probabilities"));
}
