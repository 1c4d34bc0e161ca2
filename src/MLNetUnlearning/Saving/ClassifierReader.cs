using System.Text;
using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using static TorchSharp.torch;

namespace MLNetUnlearning.Saving;

/// <summary>Reads what <see cref="ClassifierWriter"/> wrote: every part is compared with its hash before anything is made of it.</summary>
internal static class ClassifierReader
{
    private static readonly string[] Parts = [ClassifierFile.Weights, ClassifierFile.TrainingRows, ClassifierFile.Manifest, ClassifierFile.ManifestHash];

    /// <summary>Reads a classifier.</summary>
    /// <param name="stream">A stream that can seek and holds nothing but the file; not closed.</param>
    /// <param name="device">Where its network is to live.</param>
    /// <param name="brought">The architecture of a network that is not of this library; null: one of this library's.</param>
    /// <exception cref="ModelFileException">The bytes are no classifier, or damaged, altered or of a newer version.</exception>
    public static ImageClassifier Read(Stream stream, Device device, NetworkArchitecture? brought = null)
    {
        var parts = ZipParts.Read(stream);
        ThrowIfOthers(parts);
        var manifest = ReadManifest(parts);
        ThrowIfAltered(parts, manifest.Weights, ClassifierFile.Weights);
        ThrowIfAltered(parts, manifest.TrainingRows, ClassifierFile.TrainingRows);
        var rows = ReadRows(parts);
        var architecture = manifest.Network.ToArchitecture(brought);
        // What is made until the classifier stands dies with the scope.
        using var scope = NewDisposeScope();
        using var weights = parts.Open(ClassifierFile.Weights);
        var network = NetworkLoader.Load(architecture, manifest.Shape, manifest.Labels.Count, SafeTensorsHeader.Read(weights).Tensors, weights);
        network.MoveTo(device);
        if (manifest.Sparsity > 0) network.KeepZeros();   // a mask stays where the weights were when it was made
        return new ImageClassifier(network, device, manifest.Columns, manifest.Labels, manifest.Recipe, rows, manifest.History);
    }

    private static void ThrowIfOthers(ZipParts parts)
    {
        var missing = Parts.Where(name => !parts.Has(name)).ToList();
        var others = parts.Names.Except(Parts).ToList();
        if (missing.Count > 0) throw new ModelFileException($"The archive is no classifier: it lacks {NameList.Of(missing)}.");
        if (others.Count > 0) throw new ModelFileException($"The archive holds what no classifier has: {NameList.Of(others)}.");
    }

    private static ClassifierManifest ReadManifest(ZipParts parts)
    {
        var bytes = parts.ReadAll(ClassifierFile.Manifest, ClassifierManifest.MaximumLength);
        var expected = Encoding.ASCII.GetBytes(ClassifierFile.HashLine(HashingStream.PartOf(ClassifierFile.Manifest, new MemoryStream(bytes))));
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

    private static ImageFingerprints ReadRows(ZipParts parts)
    {
        try
        {
            return ImageFingerprints.FromBytes(parts.ReadAll(ClassifierFile.TrainingRows, ClassifierFile.MaximumPartLength));
        }
        catch (FormatException error) when (error is not ModelFileException)
        {
            throw new ModelFileException($"Part '{ClassifierFile.TrainingRows}' cannot be read: {error.Message}", error);
        }
    }
}
