namespace MLNetUnlearning.Files;

/// <summary>All that a file says of a classifier, besides its weights and the fingerprints of its rows.</summary>
/// <param name="Network">What to make its network by.</param>
/// <param name="Shape">The images it takes.</param>
/// <param name="Columns">The columns it reads and writes.</param>
/// <param name="Labels">Its classes.</param>
/// <param name="Recipe">How it was trained.</param>
/// <param name="History">What was done to it.</param>
/// <param name="Sparsity">The share of its convolutions' weights that pruning fixed at zero. Above 0, their zeros are the mask.</param>
/// <param name="Weights">The part with the weights.</param>
/// <param name="TrainingRows">The part with the fingerprints.</param>
internal sealed record ClassifierManifest(
    NetworkDescription Network, FeatureShape Shape, ClassifierColumns Columns, LabelKeys Labels, TrainingRecipe Recipe,
    IReadOnlyList<ClassifierStep> History, double Sparsity, FilePart Weights, FilePart TrainingRows)
{
    /// <summary>What the field <c>format</c> says.</summary>
    public const string Format = "MLNetUnlearning classifier";

    /// <summary>The version that is written, and the newest that is read.</summary>
    public const int Version = 1;

    /// <summary>The longest manifest that is read or written: 8 MiB, enough for 100,000 classes.</summary>
    public const int MaximumLength = 8 << 20;
}
