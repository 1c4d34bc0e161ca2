namespace MLNetUnlearning.Files;

/// <summary>The names of the parts of a classifier's file.</summary>
internal static class ClassifierFile
{
    public const string Manifest = "manifest.json";

    /// <summary>The manifest's own hash, as <c>sha256sum -c</c> reads it.</summary>
    public const string ManifestHash = "manifest.sha256";

    public const string Weights = "weights.safetensors";

    public const string TrainingRows = "training-rows.bin";

    /// <summary>The most weights and the most fingerprints: 1 GiB of each, 24 times the published network.</summary>
    public const int MaximumPartLength = 1 << 30;

    public static string HashLine(FilePart manifest) => $"{manifest.Sha256}  {manifest.Name}\n";
}
