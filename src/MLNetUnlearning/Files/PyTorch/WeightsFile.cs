using System.Buffers.Binary;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Files;

/// <summary>The weights in a safetensors or <c>torch.save</c> file, with their positions and the names they have here.</summary>
/// <param name="Tensors">The weights.</param>
/// <param name="Normalization">The normalisation of images for these weights; null if the file does not state it.</param>
internal sealed record WeightsFile(IReadOnlyList<StoredTensor> Tensors, ImageNormalization? Normalization)
{
    /// <summary>The entries of the safetensors header that state the normalisation of images.</summary>
    public const string MeansEntry = "normalization_means", DeviationsEntry = "normalization_deviations";

    private const int MostChannels = 4096;

    /// <summary>Finds the weights in a file.</summary>
    /// <param name="stream">A seekable stream that contains nothing but the file.</param>
    /// <param name="ownNetwork">Whether the network is not one of this library.</param>
    /// <exception cref="ModelFileException">The file is of neither format, or it is damaged.</exception>
    public static WeightsFile Read(Stream stream, bool ownNetwork)
    {
        Span<byte> start = stackalloc byte[8];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (start.StartsWith("PK"u8)) return Of(TorchArchive.Read(stream), null, stream, ownNetwork);
        // A safetensors file begins with the length of its header: bytes that may be anything, unless the file is too short for it.
        if (start.Length < 8 || BinaryPrimitives.ReadUInt64LittleEndian(start) > (ulong)stream.Length) OtherArchives.ThrowIfNoWeights(
            start);
        if (start.StartsWith((ReadOnlySpan<byte>)[0x80, 2]))
            throw new ModelFileException(
                "The file is in the format of PyTorch before 1.6: a bare pickle, not a zip archive. "
                + "In Python: torch.save(torch.load(path, map_location='cpu'), other).");
        var header = SafeTensorsHeader.Read(stream);
        return Of(header.Tensors, FromMetadata(header.Metadata), stream, ownNetwork);
    }

    private static WeightsFile Of(
        IReadOnlyList<StoredTensor> tensors, ImageNormalization? normalization, Stream stream, bool ownNetwork)
    {
        var converted = WeightNames.Converted(tensors, ownNetwork);
        var mean = converted.Find(tensor => tensor.Name == WeightNames.Mean);
        var deviation = converted.Find(tensor => tensor.Name == WeightNames.Deviation);
        if (mean is null || deviation is null) return new(converted, normalization);
        converted.RemoveAll(tensor => tensor == mean || tensor == deviation);
        return new(converted, Normalize(Numbers(mean, stream), Numbers(deviation, stream)));
    }

    private static ImageNormalization? FromMetadata(IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(MeansEntry, out var means) && metadata.TryGetValue(DeviationsEntry, out var deviations)
            ? Normalize(Numbers(means), Numbers(deviations))
            : null;

    private static float[] Numbers(string text) =>
        [.. text.Split(' ').Select(word => float.TryParse(word, CultureInfo.InvariantCulture, out var number) ? number : float.NaN)];

    private static float[] Numbers(StoredTensor stored, Stream stream)
    {
        var count = stored.Length / stored.Type.Size;
        if (count is < 1 or > MostChannels)
            throw new ModelFileException(
                $"Tensor '{stored.Name}' has {count} numbers; expected one for each of 1 to {MostChannels} channels.");
        using var numbers = NewTensor.Empty([count]);
        TensorFiller.Fill(numbers, stored, stream);
        return numbers.data<float>().ToArray();
    }

    private static ImageNormalization Normalize(float[] means, float[] deviations)
    {
        try
        {
            return new ImageNormalization(means, deviations);
        }
        catch (ArgumentException error)
        {
            throw new ModelFileException($"The file's normalization is invalid: {error.Message}", error);
        }
    }
}
