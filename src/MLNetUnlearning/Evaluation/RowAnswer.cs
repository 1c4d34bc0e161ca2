namespace MLNetUnlearning;

/// <summary>How a model answers one evaluated row.</summary>
/// <param name="Row">The number of the row in the evaluated view, counted from 0. The marked rows come first in such a view, in their own
/// order.</param>
/// <param name="Subset">What the row is: one of <see cref="MLNetUnlearning.Subset.Names"/>.</param>
/// <param name="Class">The true class, as an index into <see cref="UnlearningMetrics.Classes"/>.</param>
/// <param name="Predicted">The class that the model answers, as such an index; -1 if it answers none.</param>
/// <param name="Confidence">The probability that the model gives the true class, 0 to 1.</param>
/// <param name="Membership">The score of the first attack for a row to forget: higher means more like a training row, and above 0 the
/// attack takes it for one. Null for other rows.</param>
public readonly record struct RowAnswer(long Row, string Subset, int Class, int Predicted, double Confidence, double? Membership)
{
    /// <summary>Whether the model answers the true class.</summary>
    public bool IsCorrect => Predicted == Class;
}
