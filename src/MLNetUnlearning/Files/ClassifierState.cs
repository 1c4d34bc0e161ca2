using MLNetUnlearning.Data;
using MLNetUnlearning.Files;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning;

/// <summary>Everything that makes up a classifier, as it is saved to and read from a file.</summary>
/// <param name="Network">The network, which no longer changes.</param>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Labels">The classes, by the index of their score.</param>
/// <param name="Recipe">The recipe of the first training.</param>
/// <param name="Remembered">What it remembers of its rows.</param>
/// <param name="History">The steps that made the classifier, oldest first.</param>
internal sealed record ClassifierState(
    ClassifierNetwork Network, ClassifierColumns Columns, LabelKeys Labels, TrainingRecipe Recipe, RememberedRows Remembered,
    IReadOnlyList<ClassifierStep> History)
{
    /// <summary>What a program wants to find again, by name.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = ClassifierNotes.None;

    /// <summary>How the last step went.</summary>
    public IReadOnlyList<RunCurve> Curves { get; init; } = [];

    /// <summary>The weights and statistics by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => Network.state_dict();
}
