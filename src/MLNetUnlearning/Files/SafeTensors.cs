using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MLNetUnlearning.Files;

/// <summary>The header of a safetensors file: its length as 8 little-endian bytes, then JSON with the position of each tensor.</summary>
/// <remarks>
/// All claims of the header are checked against the length of the file before a tensor is made. Types must be known, shapes must fit their
/// bytes, and tensors must fill the file without holes or overlaps, as https://github.com/huggingface/safetensors demands.
/// </remarks>
internal sealed class SafeTensorsHeader
{
    /// <summary>The longest header that is read: 4 MiB, about 40,000 tensors.</summary>
    public const int MaximumLength = 4 << 20;

    /// <summary>The name of the entry that is not a tensor.</summary>
    public const string MetadataName = "__metadata__";

    private const string Name = "safetensors header";
    private const int LengthBytes = 8;

    private SafeTensorsHeader(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<StoredTensor> tensors) =>
        (Metadata, Tensors) = (metadata, tensors);

    /// <summary>The texts that describe the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors in the order of their bytes.</summary>
    public IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>Reads the header of a file.</summary>
    /// <param name="stream">A seekable stream that contains nothing but the file.</param>
    /// <exception cref="ModelFileException">The file is not a safetensors file, or it is damaged.</exception>
    public static SafeTensorsHeader Read(Stream stream)
    {
        var json = ReadJson(stream);
        var types = StrictJson.Default;
        var entries = StrictJson.Read(json, types.DictionaryStringJsonElement, Name);
        var metadata = entries.Remove(MetadataName, out var texts) ? Read(MetadataName, texts, types.DictionaryStringString) : [];
        var dataStart = LengthBytes + json.Length;
        var tensors = entries.Select(entry => Place(entry.Key, Read(entry.Key, entry.Value, types.TensorJson), dataStart)).ToList();
        return new SafeTensorsHeader(metadata, InOrder(tensors, dataStart, stream.Length));
    }

    private static T Read<T>(string name, JsonElement value, JsonTypeInfo<T> type) =>
        StrictJson.Read(JsonMarshal.GetRawUtf8Value(value), type, $"{Name}.{name}");

    private static byte[] ReadJson(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[LengthBytes];
        if (stream.Length < LengthBytes + 2)
            throw new ModelFileException($"A safetensors file has 10 bytes or more; this one has {stream.Length}.");
        stream.Position = 0;
        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaximumLength)
            throw new ModelFileException(
                $"The safetensors header claims {length} bytes; at most {MaximumLength} are read. Is this a safetensors file?");
        if (length > (ulong)(stream.Length - LengthBytes))
            throw new ModelFileException(
                $"The safetensors header claims {length} bytes, more than the file has: it is truncated or damaged.");
        var json = new byte[length];
        stream.ReadExactly(json);
        return json is [(byte)'{', ..] ? json : throw new ModelFileException("The safetensors header does not begin with '{'.");
    }

    private static StoredTensor Place(string name, TensorJson json, long dataStart)
    {
        var type = NumberType.Named(json.Dtype)
            ?? throw new ModelFileException($"Tensor '{name}' is of type '{json.Dtype}', which is not known here.");
        var (shape, offsets) = (json.Shape, json.DataOffsets);
        if (offsets is not [var from, var to] || from < 0 || to < from)
            throw new ModelFileException(
                $"Tensor '{name}' has the data offsets [{string.Join(", ", offsets)}], which are no range of bytes.");
        var length = Sizes.BytesOf(name, shape, type);
        return length == to - from
            ? new StoredTensor(name, type, shape, dataStart + from, length)
            : throw new ModelFileException(
                $"Tensor '{name}' of shape {StoredTensor.Describe(shape)} in {type.Name} takes {length} bytes; "
                + $"the header gives it {to - from}.");
    }

    private static List<StoredTensor> InOrder(List<StoredTensor> tensors, long dataStart, long end)
    {
        var ordered = tensors.OrderBy(tensor => tensor.Start).ThenBy(tensor => tensor.Length).ToList();
        var place = dataStart;
        foreach (var tensor in ordered)
        {
            if (tensor.Start != place)
                throw new ModelFileException(
                    $"Tensor '{tensor.Name}' begins at byte {tensor.Start - dataStart}, expected {place - dataStart}: "
                    + "tensors overlap or leave a hole.");
            place += tensor.Length;
        }
        return place == end
            ? ordered
            : throw new ModelFileException($"The tensors end at byte {place}, the file at {end}: it is truncated or damaged.");
    }
}

/// <summary>Writes safetensors files. 64-bit numbers come first, so that all numbers are aligned; otherwise tensors are ordered by name.
/// The same tensors give the same bytes.</summary>
internal static class SafeTensorsWriter
{
    private const int Alignment = 8;

    /// <param name="tensors">Tensors of Float32 or Int64 by name, on any device.</param>
    /// <param name="metadata">The texts that describe the file.</param>
    /// <param name="stream">The target. It need not be seekable.</param>
    /// <exception cref="ArgumentException">A tensor has another type.</exception>
    public static void Write(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata, Stream stream)
    {
        var stored = Places(tensors);
        var header = Header(stored, metadata);
        Span<byte> prefix = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        stream.Write(prefix);
        stream.Write(header);
        foreach (var tensor in stored) WriteNumbers(tensors[tensor.Name], stream);
    }

    private static List<StoredTensor> Places(IReadOnlyDictionary<string, Tensor> tensors)
    {
        var stored = new List<StoredTensor>();
        var place = 0L;
        var ordered = tensors
            .OrderByDescending(pair => TypeOf(pair.Key, pair.Value).Size).ThenBy(pair => pair.Key, StringComparer.Ordinal);
        foreach (var (name, tensor) in ordered)
        {
            var type = TypeOf(name, tensor);
            stored.Add(new StoredTensor(name, type, tensor.shape, place, Sizes.BytesOf(name, tensor.shape, type)));
            place += stored[^1].Length;
        }
        return stored;
    }

    private static NumberType TypeOf(string name, Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Float32 => NumberType.F32,
        ScalarType.Int64 => NumberType.I64,
        var other => throw new ArgumentException($"Tensor '{name}' is of type {other}; Float32 and Int64 can be saved."),
    };

    private static byte[] Header(List<StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            if (metadata.Count > 0)
            {
                writer.WriteStartObject(SafeTensorsHeader.MetadataName);
                foreach (var (name, text) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)) writer.WriteString(name, text);
                writer.WriteEndObject();
            }
            foreach (var tensor in tensors)
            {
                writer.WritePropertyName(tensor.Name);
                var entry = new TensorJson(tensor.Type.Name, tensor.Shape, [tensor.Start, tensor.Start + tensor.Length]);
                JsonSerializer.Serialize(writer, entry, StrictJson.Default.TensorJson);
            }
            writer.WriteEndObject();
        }
        while (json.Length % Alignment != 0) json.WriteByte((byte)' '); // the padding that the format defines
        return json.ToArray();
    }

    private static void WriteNumbers(Tensor tensor, Stream stream)
    {
        using var scope = NewDisposeScope();
        stream.Write(tensor.detach().cpu().contiguous().bytes);
    }
}

/// <summary>The entry of the header for a tensor.</summary>
/// <param name="Dtype">The type of the numbers.</param>
/// <param name="Shape">The size of each dimension.</param>
/// <param name="DataOffsets">The positions of the first byte and after the last byte, counted from the end of the header.</param>
internal sealed record TensorJson(string Dtype, long[] Shape, [property: JsonPropertyName("data_offsets")] long[] DataOffsets);
