namespace MLNetUnlearning;

/// <summary>How a figure moved during a run, such as the loss of a stage.</summary>
/// <param name="Stage">The stage of the run, as in <see cref="UnlearningProgress.Stage"/>: <c>training</c>, <c>game</c>.</param>
/// <param name="Figure">What is drawn: <see cref="Loss"/>, <see cref="AttackerLoss"/> or <see cref="AttackerAccuracy"/>.</param>
/// <param name="Points">The curve, by step: at most 128 points, each a mean over as many steps as fit.</param>
public sealed record RunCurve(string Stage, string Figure, IReadOnlyList<CurvePoint> Points)
{
    /// <summary>The loss that the network descends.</summary>
    public const string Loss = "loss";

    /// <summary>The loss of the attackers of a game.</summary>
    public const string AttackerLoss = "attacker loss";

    /// <summary>How often the attackers of a game are right, in percent; 50 is guessing.</summary>
    public const string AttackerAccuracy = "attacker accuracy";

    /// <summary>The most curves of a run and the most points of one.</summary>
    internal const int Most = 24, MostPoints = 128;

    /// <summary>The most letters in the name of a stage that is drawn.</summary>
    internal const int LongestStage = 100;
}

/// <summary>A point of a <see cref="RunCurve"/>.</summary>
/// <param name="Step">The last step that it covers, counted from 1.</param>
/// <param name="Value">The mean of the figure over these steps.</param>
public readonly record struct CurvePoint(int Step, double Value);
