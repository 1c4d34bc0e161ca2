namespace MLNetUnlearning;

/// <summary>The names of the columns that a classifier reads and writes.</summary>
/// <param name="Label">Input: the class of a row, a key; its key values name the classes.</param>
/// <param name="Features">Input: the pixels of a row, a <c>Vector&lt;Single&gt;</c> laid out as <see cref="FeatureShape"/> says.</param>
/// <param name="Score">Output: one probability per class, a <c>Vector&lt;Single&gt;</c>.</param>
/// <param name="PredictedLabel">Output: the most probable class, a key with the key values of the label.</param>
public sealed record ClassifierColumns(
    string Label = "Label", string Features = "Features", string Score = "Score", string PredictedLabel = "PredictedLabel");
