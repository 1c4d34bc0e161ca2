using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Files;

/// <summary>The preparations for a classifier as a safetensors file. Tensors are named <c>N/NAME</c>; the header holds the key and the
/// duration of each N.</summary>
internal static class PreparationsFile
{
    private const string Format = "MLNetUnlearning preparations 1";
    private const int Most = 100;

    public static void Write(
        IReadOnlyDictionary<string, Tensor> classifier, IReadOnlyList<(string Key, PreparedWeights Weights, TimeSpan Took)> prepared,
        Stream stream)
    {
        var tensors = prepared
            .SelectMany((one, n) => one.Weights.State.Select(weight => (Name: Prefix(n) + weight.Key, weight.Value)))
            .ToDictionary(pair => pair.Name, pair => pair.Value);
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["classifier"] = WeightsHash.Of(classifier),
            ["sha256"] = WeightsHash.Of(tensors),
            ["count"] = prepared.Count.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (one, n) in prepared.Select((one, n) => (one, n)))
            (metadata[$"{n}/key"], metadata[$"{n}/took"]) = (one.Key, one.Took.ToString("c", CultureInfo.InvariantCulture));
        SafeTensorsWriter.Write(tensors, metadata, stream);
    }

    /// <exception cref="ModelFileException">The file does not contain
    /// preparations, is damaged, or belongs to another classifier.</exception>
    public static IReadOnlyList<(string Key, PreparedWeights Weights, TimeSpan Took)> Read(
        IReadOnlyDictionary<string, Tensor> classifier, Stream stream)
    {
        var header = SafeTensorsHeader.Read(stream);
        if (Text(header, "format") != Format)
            throw new ModelFileException($"The file holds no preparations: its format is '{Text(header, "format")}', expected '{Format}'.");
        if (Text(header, "classifier") != WeightsHash.Of(classifier))
            throw new ModelFileException("The preparations belong to another classifier. Delete the file; they are made anew.");
        if (!int.TryParse(Text(header, "count"), CultureInfo.InvariantCulture, out var count) || count is < 1 or > Most)
            throw new ModelFileException($"The file claims '{Text(header, "count")}' preparations; 1 to {Most} are read.");
        var tensors = ReadTensors(header, stream);
        try
        {
            if (WeightsHash.Of(tensors) != Text(header, "sha256"))
                throw new ModelFileException(
                    "The preparations are not what was saved, by their SHA-256: the file is damaged or was altered.");
            string[] prefixes = [.. Enumerable.Range(0, count).Select(Prefix)];
            var other = tensors.Keys.FirstOrDefault(name => !prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
            if (other is not null)
                throw new ModelFileException($"Tensor '{other}' belongs to none of the {count} preparations.");
            return [.. Enumerable.Range(0, count).Select(n => (Text(header, $"{n}/key"), Part(tensors, n), Took(header, n)))];
        }
        catch
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
            throw;
        }
    }

    private static Dictionary<string, Tensor> ReadTensors(SafeTensorsHeader header, Stream stream)
    {
        var tensors = new Dictionary<string, Tensor>();
        using var scope = NewDisposeScope();
        foreach (var stored in header.Tensors)
        {
            if (stored.Type != NumberType.F32 && stored.Type != NumberType.I64)
                throw new ModelFileException($"Tensor '{stored.Name}' holds {stored.Type.Name}; preparations hold F32 and I64 only.");
            tensors[stored.Name] = NewTensor.Empty(stored.Shape, stored.Type == NumberType.F32 ? ScalarType.Float32 : ScalarType.Int64);
            TensorFiller.Fill(tensors[stored.Name], stored, stream);
            TensorFiller.ThrowIfNotFinite(tensors[stored.Name], stored.Name);
        }
        foreach (var tensor in tensors.Values) tensor.DetachFromDisposeScope();
        return tensors;
    }

    private static PreparedWeights Part(Dictionary<string, Tensor> tensors, int n)
    {
        var prefix = Prefix(n);
        return new PreparedWeights(tensors
            .Where(tensor => tensor.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(tensor => tensor.Key[prefix.Length..], tensor => tensor.Value));
    }

    private static string Prefix(int n) => $"{n}/";

    private static TimeSpan Took(SafeTensorsHeader header, int n) =>
        TimeSpan.TryParseExact(Text(header, $"{n}/took"), "c", CultureInfo.InvariantCulture, out var took) && took >= TimeSpan.Zero
            ? took
            : throw new ModelFileException($"Preparation {n} has the duration '{Text(header, $"{n}/took")}', which is no time.");

    private static string Text(SafeTensorsHeader header, string name) =>
        header.Metadata.TryGetValue(name, out var text)
            ? text
            : throw new ModelFileException($"The file of preparations has no entry '{name}'.");
}
