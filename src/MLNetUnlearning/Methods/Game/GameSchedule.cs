using MLNetUnlearning.Data;

namespace MLNetUnlearning.Methods;

/// <summary>Which unseen rows stand against the forgotten ones in the game.</summary>
public enum UnseenRows
{
    /// <summary>All of them, as in the published code.</summary>
    AllClasses,

    /// <summary>Only rows of the classes that are to be forgotten.</summary>
    ForgottenClasses,
}

/// <summary>How long and how hard the game of <see cref="GameSettings"/> is played for one kind of request.</summary>
public sealed record GameSchedule : ISettings
{
    /// <summary>Passes over the retained rows.</summary>
    /// <value>3. More brings the model closer to one that never saw the rows, at proportional cost while the game lasts.</value>
    public int NumberOfEpochs { get; init; } = 3;

    /// <summary>The defender's learning rate while the game lasts.</summary>
    /// <value>0.01. Higher forgets more and harms the retained rows more.</value>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Iterations after which the adversarial terms are switched off (beta = 0) and only the retained rows are trained
    /// on.</summary>
    /// <value>Null: the game lasts to the end. Fewer costs less, since a plain iteration passes one batch instead of 3 + 2m.</value>
    public int? AdversarialIterations { get; init; }

    /// <summary>The largest part of all iterations that the game may take, in (0, 1]. On few rows the game ends earlier by it than
    /// <see cref="AdversarialIterations"/> says.</summary>
    /// <value>1. Less leaves iterations to settle the retained rows, however few rows there are.</value>
    public double MaximumGameShare { get; init; } = 1;

    /// <summary>Ends the game early once the attacker is right in no more than this share of rows, averaged over ten iterations: it can no
    /// longer tell forgotten rows from unseen ones.</summary>
    /// <value>Null: never. 0.5 is guessing; a little above it stops before the defender overdoes it.</value>
    public double? StopAtAttackerAccuracy { get; init; }

    /// <summary>The defender's learning rate from then on.</summary>
    /// <value>Null: unchanged.</value>
    public double? LearningRateAfter { get; init; }

    /// <summary>Whether the learning rate falls from there to zero in equal steps over the iterations that are left.</summary>
    /// <value>False, as published. True settles the retained rows after a hard game.</value>
    public bool DecayAfter { get; init; }

    /// <summary>beta, the weight of both adversarial terms against the retained rows' loss.</summary>
    /// <value>1. Higher forgets more and harms the retained rows more.</value>
    public double AdversarialStrength { get; init; } = 1;

    /// <summary>Whether the forgotten rows are augmented like the retained ones.</summary>
    /// <value>False, as published for random requests; class-wise ones do.</value>
    public bool AugmentForgotten { get; init; }

    /// <summary>Which unseen rows stand against the forgotten ones.</summary>
    /// <value>All classes.</value>
    public UnseenRows UnseenRows { get; init; }

    /// <summary>Iterations of the game, of so many in all.</summary>
    internal int IterationsOfGame(int iterations) => Math.Min(AdversarialIterations ?? iterations, (int)(MaximumGameShare * iterations));

    /// <summary>The defender's learning rate at an iteration.</summary>
    /// <param name="iteration">0 for the first.</param>
    /// <param name="iterations">Iterations in all.</param>
    /// <param name="iterationsOfGame">Iterations that the game really took; null: as many as planned.</param>
    internal double LearningRateAt(int iteration, int iterations, int? iterationsOfGame = null)
    {
        var game = iterationsOfGame ?? IterationsOfGame(iterations);
        if (iteration < game)
            return LearningRate;
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
