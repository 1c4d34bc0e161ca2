namespace MLNetUnlearning;

/// <summary>One thing that was done to a classifier: how it was trained, or how it was made to forget.</summary>
/// <param name="Name">What was done, such as <c>train</c> or a method's name.</param>
/// <param name="Settings">The settings, written out.</param>
/// <param name="Seed">The seed of everything random in it.</param>
/// <param name="NumberOfRows">Training rows read, those to forget included.</param>
/// <param name="NumberOfForgottenRows">Rows to forget; 0 for training.</param>
/// <param name="RunTime">How long it took, preparations that later requests reuse left out.</param>
/// <param name="PreparationTime">What those preparations took, in this run or in the earlier one that made them.</param>
public sealed record ClassifierStep(
    string Name, string Settings, ulong Seed, int NumberOfRows, int NumberOfForgottenRows, TimeSpan RunTime, TimeSpan PreparationTime);
