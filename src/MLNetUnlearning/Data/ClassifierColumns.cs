namespace MLNetUnlearning;

/// <summary>The names of the columns that a classifier reads and writes.</summary>
/// <param name="Label">Input: the class of a row. It is a key whose key values name the classes.</param>
/// <param name="Features">Input: the pixels of a row, a <c>Vector&lt;Single&gt;</c>
/// laid out as <see cref="FeatureShape"/> describes.</param>
/// <param name="Score">Output: one probability per class, a <c>Vector&lt;Single&gt;</c>.</param>
/// <param name="PredictedLabel">Output: the most probable class. It is a key with the key values of the label.</param>
/// <param name="Id">Input of training and unlearning: what tells rows apart besides their features, such as a person; a key, text or a
/// number. Null: rows with equal features are equal. Scoring does not read it.</param>
public sealed record ClassifierColumns(
    string Label = "Label", string Features = "Features", string Score = "Score", string PredictedLabel = "PredictedLabel",
    string? Id = null)
{
    /// <summary>These columns, but for the names that are given.</summary>
    internal ClassifierColumns Or(string? label, string? features, string? score, string? predictedLabel) =>
        new(label ?? Label, features ?? Features, score ?? Score, predictedLabel ?? PredictedLabel, Id);
}

/// <summary>The names of annotations on the score column that describe the classifier. Each is a Double but for the last two. Evaluation
/// reads them.</summary>
internal static class ClassifierAnnotations
{
    /// <summary>The duration of the step that made the classifier.</summary>
    public const string RunTimeSeconds = nameof(RunTimeSeconds);

    /// <summary>The duration of that step's reusable preparations.</summary>
    public const string PreparationSeconds = nameof(PreparationSeconds);

    /// <summary>The share of the weights that can be pruned that pruning fixed at zero, 0 to 1.</summary>
    public const string Sparsity = nameof(Sparsity);

    /// <summary>The points of accuracy that the step cost on retained rows, if it is too many; otherwise NaN.</summary>
    public const string RetainAccuracyLost = nameof(RetainAccuracyLost);

    /// <summary>What the step says of itself: a text, <see cref="SelfJudgement.ToJson"/>; empty if it says nothing.</summary>
    public const string Judgement = nameof(Judgement);

    /// <summary>What the classifier says of itself: a text, <see cref="ClassifierDescription.ToJson"/>. It is made when it is
    /// read.</summary>
    public const string Description = nameof(Description);
}
