using MLNetUnlearning.Networks;
using static TorchSharp.torch;

namespace MLNetUnlearning;

/// <summary>Everything that a classifier is: what is saved of it, and what comes back from a file.</summary>
/// <param name="Network">Its network, which nothing changes any more.</param>
/// <param name="Columns">The columns it reads and writes.</param>
/// <param name="Labels">The classes, by the index of their score.</param>
/// <param name="Recipe">How it was first trained.</param>
/// <param name="TrainingRows">The rows it has ever been trained on, forgotten ones included.</param>
/// <param name="History">What was done to it, oldest first.</param>
internal sealed record ClassifierState(
    ClassifierNetwork Network, ClassifierColumns Columns, LabelKeys Labels, TrainingRecipe Recipe, RowFingerprints TrainingRows,
    IReadOnlyList<ClassifierStep> History)
{
    /// <summary>The weights and statistics by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => Network.state_dict();
}

/// <summary>One step in the history of a classifier: what was done to it, how, and how long it took.</summary>
/// <param name="Name">What was done: "train" or the name of the method.</param>
/// <param name="Settings">The settings, written out.</param>
/// <param name="Seed">The seed: the same seed, rows, settings and number of threads give the same weights again.</param>
/// <param name="NumberOfRows">Training rows that it saw, those to forget included.</param>
/// <param name="NumberOfForgottenRows">How many of them it was to forget; 0 in training.</param>
/// <param name="RunTime">How long it took, without reading the rows and without preparations.</param>
/// <param name="PreparationTime">How long it took to prepare what later requests reuse, such as a pre-trained attacker, now or in an
/// earlier request.</param>
public sealed record ClassifierStep(
    string Name, string Settings, int Seed, int NumberOfRows, int NumberOfForgottenRows, TimeSpan RunTime, TimeSpan PreparationTime);
