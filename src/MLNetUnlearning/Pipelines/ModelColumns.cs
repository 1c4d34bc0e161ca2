namespace MLNetUnlearning.Pipelines;

/// <summary>The columns between the parts of a saved classifier; dropped at the end of it, so that nobody sees them.</summary>
internal static class ModelColumns
{
    public const string Key = Prefix + nameof(Key);
    public const string Classifier = Prefix + nameof(Classifier);
    public const string Features = Prefix + nameof(Features);
    public const string PredictedKey = Prefix + nameof(PredictedKey);
    public const string ScorePart = Prefix + nameof(ScorePart);

    private const string Prefix = "MLNetUnlearning.";

    /// <summary>All of them.</summary>
    public static string[] All => [Key, Classifier, Features, PredictedKey, .. Enumerable.Range(0, ScoringOutput.NumberOfParts).Select(PartName)];

    /// <summary>The column with 2^bit of the scores.</summary>
    public static string PartName(int bit) => $"{ScorePart}{bit}";
}
