namespace MLNetUnlearning;

/// <summary>How far a training or an unlearning run has come.</summary>
/// <param name="Stage">What is being done, such as <c>training</c> or <c>game</c>.</param>
/// <param name="Step">Steps done, 0 and up.</param>
/// <param name="NumberOfSteps">Steps in all.</param>
/// <param name="Loss">The loss of the last step or the mean loss of the last epoch; null if there is none.</param>
/// <param name="Note">A remark, such as why a term was left out; null for none.</param>
public sealed record UnlearningProgress(string Stage, int Step, int NumberOfSteps, double? Loss = null, string? Note = null)
{
    /// <summary>How much of the whole run is done, over all stages. It never falls. A search that ends early leaves it below 1.</summary>
    /// <value>0 to 1. Null if the method does not say what it will do.</value>
    public double? Share { get; init; }

    /// <summary>How long the rest of the run will take, as far as it can be told: at first by the time of a training step, then more and
    /// more by the pace of the run itself. Judging the result comes on top.</summary>
    /// <value>Zero or more. Null if the method does not say what it will do, or no step has been timed.</value>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>How often the attackers of a game were right in the last step, before they learned from it.</summary>
    /// <value>Percent, 0 to 100; 50 is guessing. Null outside of a game.</value>
    public double? AttackerAccuracy { get; init; }

    /// <summary>The loss of the attackers of a game in the last step, as the mean over the attackers.</summary>
    /// <value>Null outside of a game.</value>
    public double? AttackerLoss { get; init; }
}
