using System.IO.Compression;
using System.Text;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Files;

/// <summary>The names of the parts in a classifier's file.</summary>
internal static class ClassifierFile
{
    public const string Manifest = HashedParts.ManifestName;

    public const string ManifestHash = HashedParts.ManifestHashName;

    public const string Weights = "weights.safetensors";

    public const string TrainingRows = "training-rows.bin";

    public const string ForgottenRows = "forgotten-rows.bin";

    /// <summary>The curves of the last step. A classifier without has no such part.</summary>
    public const string Curves = "curves.json";

    /// <summary>The most bytes of weights and the most bytes of fingerprints: 1 GiB each, 24 times the published network.</summary>
    public const int MaximumPartLength = 1 << 30;
}

/// <summary>Writes a classifier as a zip archive of uncompressed parts. The same classifier gives the same bytes.</summary>
internal static class ClassifierWriter
{
    /// <summary>Writes the bytes of the file.</summary>
    /// <param name="classifier">The classifier; it is not changed.</param>
    /// <param name="stream">The target. It need not be seekable and is not closed.</param>
    /// <exception cref="InvalidOperationException">The name of a class or column is
    /// not valid Unicode text, or a part is too large to be read back.</exception>
    public static void Write(ClassifierState classifier, Stream stream)
    {
        ThrowIfUnwritable(classifier);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var weights = HashedParts.Add(
            archive, ClassifierFile.Weights, part => SafeTensorsWriter.Write(classifier.Weights, WeightsMetadata, part));
        var rows = HashedParts.Add(archive, ClassifierFile.TrainingRows, part => part.Write(classifier.Remembered.Training.ToBytes()));
        var forgotten = HashedParts.Add(
            archive, ClassifierFile.ForgottenRows, part => part.Write(classifier.Remembered.Forgotten.ToBytes()));
        var curves = classifier.Curves.Count == 0
            ? null
            : HashedParts.Add(archive, ClassifierFile.Curves, part => part.Write(ClassifierCurves.Write(classifier.Curves)));
        var manifest = HashedParts.Add(
            archive, ClassifierFile.Manifest, part => part.Write(ManifestOf(classifier, weights, rows, forgotten, curves)));
        HashedParts.AddHashOf(archive, manifest);
    }

    /// <summary>Tells other readers that names and layout are those of PyTorch.</summary>
    internal static Dictionary<string, string> WeightsMetadata { get; } = new() { ["format"] = "pt" };

    private static byte[] ManifestOf(ClassifierState classifier, FilePart weights, FilePart rows, FilePart forgotten, FilePart? curves)
    {
        var bytes = new ClassifierManifest(
            NetworkDescription.Of(classifier.Network.Architecture), classifier.Network.Shape, classifier.Columns, classifier.Labels,
            classifier.Recipe, classifier.History, classifier.Network.Sparsity, weights, rows, forgotten,
            ToJson(classifier.Remembered), classifier.Notes, curves).Write();
        return bytes.Length <= ClassifierManifest.MaximumLength
            ? bytes
            : throw new InvalidOperationException(
                $"The manifest would have {bytes.Length} bytes; at most {ClassifierManifest.MaximumLength} are read. "
                + "Its class names are too many or too long.");
    }

    private static RowsJson ToJson(RememberedRows rows) => new(rows.IsComplete, rows.NumberOfUnknownForgottenRows, rows.KeyIdentity);

    private static void ThrowIfUnwritable(ClassifierState classifier)
    {
        var columns = classifier.Columns;
        string[] texts =
            [columns.Label, columns.Features, columns.Score, columns.PredictedLabel, columns.Id ?? "", .. classifier.Labels.Names];
        foreach (var text in texts)
            if (Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) != text)
                throw new InvalidOperationException($"'{text}' is no valid Unicode text and cannot be saved: rename the class or column.");
        var bytes = classifier.Weights.Values.Sum(weight => weight.numel() * sizeof(float));
        var rowBytes = Math.Max(16L * classifier.Remembered.Training.Count, 40L * classifier.Remembered.Forgotten.Count);
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
        var manifest = ClassifierManifest.Read(HashedParts.Manifest(parts, ClassifierManifest.MaximumLength));
        HashedParts.ThrowIfAltered("classifier", parts, manifest.Weights, ClassifierFile.Weights);
        HashedParts.ThrowIfAltered("classifier", parts, manifest.TrainingRows, ClassifierFile.TrainingRows);
        ThrowIfOptionalIsWrong(parts, manifest.ForgottenRows, ClassifierFile.ForgottenRows);
        ThrowIfOptionalIsWrong(parts, manifest.Curves, ClassifierFile.Curves);
        var curves = manifest.Curves is null
            ? []
            : ClassifierCurves.Read(parts.ReadAll(ClassifierFile.Curves, ClassifierCurves.MaximumLength));
        var rows = ReadRows(parts, manifest);
        var architecture = manifest.Network.ToArchitecture(brought);
        // The scope frees everything that was made, unless the classifier is complete.
        using var scope = NewDisposeScope();
        using var weights = parts.Open(ClassifierFile.Weights);
        var stored = SafeTensorsHeader.Read(weights).Tensors;
        var network = NetworkLoader.Load(architecture, manifest.Shape, manifest.Labels.Count, stored, weights);
        network.MoveTo(device);
        if (manifest.Sparsity > 0) network.KeepZeros(); // after the move: a mask stays on the device where it was made
        network.Freeze();
        return new ClassifierState(network, manifest.Columns, manifest.Labels, manifest.Recipe, rows, manifest.History)
        {
            Notes = manifest.Notes,
            Curves = curves,
        };
    }

    /// <summary>The identity of the key of a classifier's rows; null: it has none.</summary>
    /// <exception cref="ModelFileException">The bytes are no classifier, or are damaged.</exception>
    public static string? KeyIdentityIn(Stream stream)
    {
        var parts = ZipParts.Read(stream);
        ThrowIfOthers(parts);
        return ClassifierManifest.Read(HashedParts.Manifest(parts, ClassifierManifest.MaximumLength)).Rows?.Key;
    }

    private static void ThrowIfOthers(ZipParts parts)
    {
        var missing = Parts.Where(name => !parts.Has(name)).ToList();
        var others = parts.Names.Except(Parts).Except([ClassifierFile.ForgottenRows, ClassifierFile.Curves]).ToList(); // some have them
        if (missing.Count > 0) throw HashedParts.Lacks("classifier", missing);
        if (others.Count > 0) throw Others([.. others]);
    }

    /// <summary>A part that the manifest names must be there, and none else.</summary>
    private static void ThrowIfOptionalIsWrong(ZipParts parts, FilePart? stated, string name)
    {
        if (stated is not null) HashedParts.ThrowIfAltered("classifier", parts, stated, name);
        else if (parts.Has(name)) throw Others(name);
    }

    private static ModelFileException Others(params string[] names) =>
        new($"The archive holds parts that no classifier has: {NameList.Of(names)}.");

    private static RememberedRows ReadRows(ZipParts parts, ClassifierManifest manifest)
    {
        var training = Rows(parts, ClassifierFile.TrainingRows, RowFingerprints.FromBytes);
        if (manifest.Rows is not { } stated) return OfVersion1(training, manifest.History);
        var forgotten = Rows(parts, ClassifierFile.ForgottenRows, ForgottenRows.FromBytes);
        if (stated.Key is null && training.Count + forgotten.Count > 0)
            throw new ModelFileException("The classifier has fingerprints of rows, and the manifest does not say of which key.");
        if (stated.Key is { Length: not 16 }) throw new ModelFileException("manifest.rows.key is no name of a key.");
        if (stated.NumberOfUnknownForgottenRows < 0)
            throw new ModelFileException($"manifest.rows.numberOfUnknownForgottenRows is {stated.NumberOfUnknownForgottenRows}.");
        return new(null, stated.Key, training, forgotten, stated.AreComplete, stated.NumberOfUnknownForgottenRows);
    }

    /// <summary>Fingerprints of version 1 had no key: they get one now. Nobody can know which of them were forgotten.</summary>
    private static RememberedRows OfVersion1(RowFingerprints training, IReadOnlyList<ClassifierStep> history)
    {
        var forgotten = (int)Math.Min(int.MaxValue, history.Sum(step => (long)step.NumberOfForgottenRows));
        if (training.Count == 0) return RememberedRows.Unknown with { NumberOfUnknownForgottenRows = forgotten };
        var key = FingerprintKey.Create().OfLibrary();
        return new(
            key, key.Identity, training.Select(row => key.Of(row)), ForgottenRows.Empty, history[0].Name == ClassifierStep.Training,
                forgotten);
    }

    private delegate T RowsReader<T>(ReadOnlySpan<byte> bytes);

    private static T Rows<T>(ZipParts parts, string name, RowsReader<T> read)
    {
        try
        {
            return read(parts.ReadAll(name, ClassifierFile.MaximumPartLength));
        }
        catch (FormatException error) when (error is not ModelFileException)
        {
            throw new ModelFileException($"Part '{name}' cannot be read: {error.Message}", error);
        }
    }
}
