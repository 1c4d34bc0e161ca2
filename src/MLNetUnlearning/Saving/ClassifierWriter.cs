using System.IO.Compression;
using System.Text;

namespace MLNetUnlearning.Saving;

/// <summary>Writes a classifier: one zip archive of stored parts. The same classifier gives the same bytes.</summary>
internal static class ClassifierWriter
{
    // Zip knows no time before 1980; a real one would make every file another.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the file's bytes.</summary>
    /// <param name="classifier">The classifier; left as it is.</param>
    /// <param name="stream">Where they go; it need not seek, and is not closed.</param>
    /// <exception cref="InvalidOperationException">A class or column is named by no valid Unicode text, or a part would be too large to be read back.</exception>
    public static void Write(ImageClassifier classifier, Stream stream)
    {
        ThrowIfUnwritable(classifier);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var weights = Add(archive, ClassifierFile.Weights, part => SafeTensorsWriter.Write(classifier.Weights, WeightsMetadata, part));
        var rows = Add(archive, ClassifierFile.TrainingRows, part => part.Write(classifier.TrainingRows.ToBytes()));
        var manifest = Add(archive, ClassifierFile.Manifest, part => part.Write(ManifestOf(classifier, weights, rows)));
        Add(archive, ClassifierFile.ManifestHash, part => part.Write(Encoding.ASCII.GetBytes(ClassifierFile.HashLine(manifest))));
    }

    /// <summary>Readers elsewhere tell PyTorch's names and layout by it.</summary>
    internal static Dictionary<string, string> WeightsMetadata { get; } = new() { ["format"] = "pt" };

    private static FilePart Add(ZipArchive archive, string name, Action<Stream> write)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = NoTime;
        using var inner = entry.Open();
        using var hashing = new HashingStream(inner);
        write(hashing);
        return hashing.ToPart(name);
    }

    private static byte[] ManifestOf(ImageClassifier classifier, FilePart weights, FilePart rows)
    {
        var bytes = new ClassifierManifest(
            NetworkDescription.Of(classifier.Architecture), classifier.Shape, classifier.Columns, classifier.Labels, classifier.Recipe,
            classifier.History, classifier.Sparsity, weights, rows).Write();
        return bytes.Length <= ClassifierManifest.MaximumLength
            ? bytes
            : throw new InvalidOperationException($"The manifest would have {bytes.Length} bytes; at most {ClassifierManifest.MaximumLength} are read. Its class names are too many or too long.");
    }

    private static void ThrowIfUnwritable(ImageClassifier classifier)
    {
        var columns = classifier.Columns;
        string[] texts = [columns.Label, columns.Features, columns.Score, columns.PredictedLabel, .. classifier.Labels.Names];
        foreach (var text in texts)
            if (Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) != text)
                throw new InvalidOperationException($"'{text}' is no valid Unicode text and cannot be saved: rename the class or column.");
        var bytes = classifier.Weights.Values.Sum(weight => weight.numel() * sizeof(float));
        var rowBytes = 16L * classifier.TrainingRows.Count;
        if (Math.Max(bytes, rowBytes) > ClassifierFile.MaximumPartLength)
            throw new InvalidOperationException($"The classifier is too large for a file: {bytes} bytes of weights and {rowBytes} of fingerprints; at most {ClassifierFile.MaximumPartLength} of each are written.");
    }
}
