using System.IO.Compression;
using System.Text;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Files;

/// <summary>The names of the parts in a classifier's file.</summary>
internal static class ClassifierFile
{
    public const string Manifest = "manifest.json";

    /// <summary>The hash of the manifest, in the format of <c>sha256sum -c</c>.</summary>
    public const string ManifestHash = "manifest.sha256";

    public const string Weights = "weights.safetensors";

    public const string TrainingRows = "training-rows.bin";

    /// <summary>The most bytes of weights and the most bytes of fingerprints: 1 GiB each, 24 times the published network.</summary>
    public const int MaximumPartLength = 1 << 30;

    public static string HashLine(FilePart manifest) => $"{manifest.Sha256}  {manifest.Name}\n";
}

/// <summary>Writes a classifier as a zip archive of uncompressed parts. The same classifier gives the same bytes.</summary>
internal static class ClassifierWriter
{
    // The earliest time that zip allows. The actual time would make every file different.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the bytes of the file.</summary>
    /// <param name="classifier">The classifier; it is not changed.</param>
    /// <param name="stream">The target. It need not be seekable and is not closed.</param>
    /// <exception cref="InvalidOperationException">The name of a class or column is
    /// not valid Unicode text, or a part is too large to be read back.</exception>
    public static void Write(ClassifierState classifier, Stream stream)
    {
        ThrowIfUnwritable(classifier);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var weights = Add(archive, ClassifierFile.Weights, part => SafeTensorsWriter.Write(classifier.Weights, WeightsMetadata, part));
        var rows = Add(archive, ClassifierFile.TrainingRows, part => part.Write(classifier.TrainingRows.ToBytes()));
        var manifest = Add(archive, ClassifierFile.Manifest, part => part.Write(ManifestOf(classifier, weights, rows)));
        Add(archive, ClassifierFile.ManifestHash, part => part.Write(Encoding.ASCII.GetBytes(ClassifierFile.HashLine(manifest))));
    }

    /// <summary>Tells other readers that names and layout are those of PyTorch.</summary>
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

    private static byte[] ManifestOf(ClassifierState classifier, FilePart weights, FilePart rows)
    {
        var bytes = new ClassifierManifest(
            NetworkDescription.Of(classifier.Network.Architecture), classifier.Network.Shape, classifier.Columns, classifier.Labels,
            classifier.Recipe, classifier.History, classifier.Network.Sparsity, weights, rows).Write();
        return bytes.Length <= ClassifierManifest.MaximumLength
            ? bytes
            : throw new InvalidOperationException(
                $"The manifest would have {bytes.Length} bytes; at most {ClassifierManifest.MaximumLength} are read. "
                + "Its class names are too many or too long.");
    }

    private static void ThrowIfUnwritable(ClassifierState classifier)
    {
        var columns = classifier.Columns;
        string[] texts = [columns.Label, columns.Features, columns.Score, columns.PredictedLabel, .. classifier.Labels.Names];
        foreach (var text in texts)
            if (Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) != text)
                throw new InvalidOperationException($"'{text}' is no valid Unicode text and cannot be saved: rename the class or column.");
        var bytes = classifier.Weights.Values.Sum(weight => weight.numel() * sizeof(float));
        var rowBytes = 16L * classifier.TrainingRows.Count;
        if (Math.Max(bytes, rowBytes) > ClassifierFile.MaximumPartLength)
            throw new InvalidOperationException(
                $"The classifier is too large for a file: {bytes} bytes of weights and {rowBytes} of fingerprints; "
                + $"at most {ClassifierFile.MaximumPartLength} of each are written.");
    }
}

/// <summary>Reads files of <see cref="ClassifierWriter"/>. Every part is compared with its hash before it is used.</summary>
internal static class ClassifierReader
{
    private static readonly string[] Parts =
        [ClassifierFile.Weights, ClassifierFile.TrainingRows, ClassifierFile.Manifest, ClassifierFile.ManifestHash];

    /// <summary>Reads a classifier.</summary>
    /// <param name="stream">A seekable stream that contains nothing but the file; it is not closed.</param>
    /// <param name="device">The device of the network.</param>
    /// <param name="brought">The architecture of a network that is not of this library; null: the network is one of this library's.</param>
    /// <exception cref="ModelFileException">The bytes are not a classifier, are damaged or altered, or are of a newer version.</exception>
    public static ClassifierState Read(Stream stream, Device device, NetworkArchitecture? brought = null)
    {
        OtherArchives.ThrowIfNoClassifier(ZipParts.NamesIn(stream));
        var parts = ZipParts.Read(stream);
        ThrowIfOthers(parts);
        var manifest = ReadManifest(parts);
        ThrowIfAltered(parts, manifest.Weights, ClassifierFile.Weights);
        ThrowIfAltered(parts, manifest.TrainingRows, ClassifierFile.TrainingRows);
        var rows = ReadRows(parts);
        var architecture = manifest.Network.ToArchitecture(brought);
        // The scope frees everything that was made, unless the classifier is complete.
        using var scope = NewDisposeScope();
        using var weights = parts.Open(ClassifierFile.Weights);
        var stored = SafeTensorsHeader.Read(weights).Tensors;
        var network = NetworkLoader.Load(architecture, manifest.Shape, manifest.Labels.Count, stored, weights);
        network.MoveTo(device);
        if (manifest.Sparsity > 0) network.KeepZeros(); // after the move: a mask stays on the device where it was made
        network.Freeze();
        return new ClassifierState(network, manifest.Columns, manifest.Labels, manifest.Recipe, rows, manifest.History);
    }

    private static void ThrowIfOthers(ZipParts parts)
    {
        var missing = Parts.Where(name => !parts.Has(name)).ToList();
        var others = parts.Names.Except(Parts).ToList();
        if (missing.Count > 0) throw new ModelFileException($"The archive is no classifier: it lacks {NameList.Of(missing)}.");
        if (others.Count > 0) throw new ModelFileException($"The archive holds parts that no classifier has: {NameList.Of(others)}.");
    }

    private static ClassifierManifest ReadManifest(ZipParts parts)
    {
        var bytes = parts.ReadAll(ClassifierFile.Manifest, ClassifierManifest.MaximumLength);
        var actual = HashingStream.PartOf(ClassifierFile.Manifest, new MemoryStream(bytes));
        var expected = Encoding.ASCII.GetBytes(ClassifierFile.HashLine(actual));
        var stated = parts.ReadAll(ClassifierFile.ManifestHash, expected.Length);
        return stated.AsSpan().SequenceEqual(expected) ? ClassifierManifest.Read(bytes) : throw Altered(ClassifierFile.Manifest);
    }

    private static void ThrowIfAltered(ZipParts parts, FilePart stated, string name)
    {
        using var stream = parts.Open(name);
        if (HashingStream.PartOf(name, stream) != stated) throw Altered(name);
    }

    private static ModelFileException Altered(string name) =>
        new($"Part '{name}' is not what was saved, by its SHA-256: the file is damaged or was altered. Nothing was loaded.");

    private static RowFingerprints ReadRows(ZipParts parts)
    {
        try
        {
            return RowFingerprints.FromBytes(parts.ReadAll(ClassifierFile.TrainingRows, ClassifierFile.MaximumPartLength));
        }
        catch (FormatException error) when (error is not ModelFileException)
        {
            throw new ModelFileException($"Part '{ClassifierFile.TrainingRows}' cannot be read: {error.Message}", error);
        }
    }
}
