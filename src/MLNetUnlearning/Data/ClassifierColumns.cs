namespace MLNetUnlearning;

/// <summary>The names of the columns that a classifier reads and writes.</summary>
/// <param name="Label">Input: the class of a row, a key; its key values name the classes.</param>
/// <param name="Features">Input: the pixels of a row, a <c>Vector&lt;Single&gt;</c> laid out as <see cref="FeatureShape"/> says.</param>
/// <param name="Score">Output: one probability per class, a <c>Vector&lt;Single&gt;</c>.</param>
/// <param name="PredictedLabel">Output: the most probable class, a key with the key values of the label.</param>
public sealed record ClassifierColumns(
    string Label = "Label", string Features = "Features", string Score = "Score", string PredictedLabel = "PredictedLabel");

/// <summary>What a classifier says of itself in annotations of its score column, each a Double. Evaluation reads them.</summary>
internal static class ClassifierAnnotations
{
    /// <summary>How long the step that made the classifier took.</summary>
    public const string RunTimeSeconds = nameof(RunTimeSeconds);

    /// <summary>How long that step's reusable preparations took.</summary>
    public const string PreparationSeconds = nameof(PreparationSeconds);

    /// <summary>The share of its convolutions' weights that pruning has fixed at zero, 0 to 1.</summary>
    public const string Sparsity = nameof(Sparsity);
}
