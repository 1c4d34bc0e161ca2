using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning;

/// <summary>How much there is to forget, to keep and to compare with. Settings of a method that are not stated are chosen from
/// it.</summary>
/// <param name="Retained">Training rows to keep, at least 1.</param>
/// <param name="Forgotten">Training rows to forget, at least 1.</param>
/// <param name="Unseen">Rows that were never trained on; 0 for none.</param>
/// <param name="Classes">The number of classes, at least 2.</param>
/// <param name="IsWholeClass">Whether all rows to forget are of classes of which no row stays.</param>
/// <param name="Recipe">How the classifier was trained.</param>
public sealed record UnlearningSize(int Retained, int Forgotten, int Unseen, int Classes, bool IsWholeClass, TrainingRecipe Recipe)
{
    /// <summary>The size of a request.</summary>
    internal static UnlearningSize Of(ForgetSplit split, int numberOfClasses, TrainingRecipe recipe) => new(
        Math.Max(1, split.Retain.Count), split.Forget.Count, split.Unseen?.Count ?? 0, numberOfClasses, split.ForgottenClasses.Count > 0,
        recipe);

    /// <summary>How retraining on the retained rows would go: the yardstick of steps, batches and rates.</summary>
    internal TrainingPlan Retraining => new(Recipe, new TrainingSize(Retained, Classes));

    /// <summary>The size in words, such as <c>900 rows to keep, 100 to forget, 50 unseen</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Retained:N0} rows to keep, {Forgotten:N0} to forget, {Unseen:N0} unseen");
}
