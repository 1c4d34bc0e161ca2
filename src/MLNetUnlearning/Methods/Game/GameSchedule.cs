using MLNetUnlearning.Data;

namespace MLNetUnlearning.Methods;

/// <summary>Which unseen rows the forgotten rows are compared with in the game.</summary>
public enum UnseenRows
{
    /// <summary>All of them, as in the published code.</summary>
    AllClasses,

    /// <summary>Only unseen rows of the classes that are to be forgotten.</summary>
    ForgottenClasses,
}

/// <summary>How long and how hard the game of <see cref="GameSettings"/> is, for one kind of request.</summary>
public sealed record GameSchedule : ISettings
{
    /// <summary>Passes over the retained rows.</summary>
    /// <value>3. More brings the model closer to one that never saw the rows, and takes proportionally longer while the game lasts; fewer
    /// is faster.</value>
    public int NumberOfEpochs { get; init; } = 3;

    /// <summary>The defender's learning rate while the game lasts.</summary>
    /// <value>0.01. Higher forgets more and harms the retained rows more; lower does less of both.</value>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>The number of iterations after which the game ends: the adversarial terms are switched off (beta = 0), and only the
    /// retained rows are trained on.</summary>
    /// <value>Null: the game lasts to the end. Fewer takes less time, since an iteration passes one batch instead of 3 + 2m once the game
    /// is over, and leaves more iterations to restore the retained rows.</value>
    public int? AdversarialIterations { get; init; }

    /// <summary>The largest share of all iterations that the game may take, in (0, 1]. If rows are few, it ends the game before
    /// <see cref="AdversarialIterations"/> does.</summary>
    /// <value>1. Lower leaves more iterations to restore the retained rows, however few rows there are; higher leaves fewer.</value>
    public double MaximumGameShare { get; init; } = 1;

    /// <summary>Ends the game early: it ends as soon as the attacker's accuracy, averaged over ten iterations, is at most this, in (0, 1).
    /// The attacker can then no longer tell forgotten rows from unseen ones.</summary>
    /// <value>Null: the game does not end early. 0.5 is the accuracy of guessing. A value a little above it ends the game before the
    /// defender overdoes it; a higher one ends it sooner, a lower one later.</value>
    public double? StopAtAttackerAccuracy { get; init; }

    /// <summary>The defender's learning rate after the game.</summary>
    /// <value>Null: the rate of the game. Higher moves the network further on the retained rows; lower leaves it closer to where the game
    /// ended.</value>
    public double? LearningRateAfter { get; init; }

    /// <summary>Whether the learning rate falls to zero after the game, in equal steps over the remaining iterations. If not, it is
    /// constant.</summary>
    /// <value>False, as published. True restores the answers for retained rows after a hard game.</value>
    public bool DecayAfter { get; init; }

    /// <summary>beta: the weight of the adversarial terms beside the loss of the retained rows.</summary>
    /// <value>1. Higher forgets more and harms the retained rows more; lower does less of both.</value>
    public double AdversarialStrength { get; init; } = 1;

    /// <summary>Whether the forgotten rows are augmented like the retained rows.</summary>
    /// <value>False, as published for rows of many classes; for a whole class the published game augments them. True varies the images of
    /// these rows from batch to batch; false shows them as they are.</value>
    public bool AugmentForgotten { get; init; }

    /// <summary>Which unseen rows the forgotten rows are compared with.</summary>
    /// <value>AllClasses. Take ForgottenClasses if there are many classes: the attacker could otherwise decide by the label alone. It needs
    /// two or more unseen rows of the forgotten classes.</value>
    public UnseenRows UnseenRows { get; init; }

    /// <summary>The number of iterations that the game takes, of so many in all.</summary>
    internal int IterationsOfGame(int iterations) => Math.Min(AdversarialIterations ?? iterations, (int)(MaximumGameShare * iterations));

    /// <summary>The defender's learning rate at an iteration.</summary>
    /// <param name="iteration">0 for the first.</param>
    /// <param name="iterations">Iterations in all.</param>
    /// <param name="iterationsOfGame">Iterations that the game really took; null: as many as planned.</param>
    internal double LearningRateAt(int iteration, int iterations, int? iterationsOfGame = null)
    {
        var game = iterationsOfGame ?? IterationsOfGame(iterations);
        if (iteration < game) return LearningRate;
        var after = LearningRateAfter ?? LearningRate;
        return DecayAfter ? after * (iterations - iteration) / (iterations - game) : after;
    }

    /// <inheritdoc/>
    public IEnumerable<string> Violations() => new SettingChecks()
        .AtLeast(NumberOfEpochs, 1)
        .Positive(LearningRate)
        .AtLeast(AdversarialIterations, 0)
        .Share(MaximumGameShare)
        .Check(StopAtAttackerAccuracy, StopAtAttackerAccuracy is null or (> 0 and < 1), "in (0, 1), or null")
        .Positive(LearningRateAfter)
        .ZeroOrMore(AdversarialStrength)
        .Known(UnseenRows);
}
