namespace MLNetUnlearning;

/// <summary>One step in the history of an <see cref="NeuralClassifier"/>: what was done to it, how, and how long it took.</summary>
/// <param name="Name">What was done: "train" or the name of the method.</param>
/// <param name="Settings">The settings, written out.</param>
/// <param name="Seed">The seed: the same seed, rows, settings and number of threads give the same weights again.</param>
/// <param name="NumberOfRows">Training rows that it saw, those to forget included.</param>
/// <param name="NumberOfForgottenRows">How many of them it was to forget; 0 in training.</param>
/// <param name="RunTime">How long it took, without reading the rows and without preparations.</param>
/// <param name="PreparationTime">How long it took to prepare what later requests reuse, such as a pre-trained attacker, now or in an earlier request.</param>
public sealed record ClassifierStep(
    string Name, string Settings, int Seed, int NumberOfRows, int NumberOfForgottenRows, TimeSpan RunTime, TimeSpan PreparationTime);
