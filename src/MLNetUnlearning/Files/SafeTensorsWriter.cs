using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace MLNetUnlearning.Files;

/// <summary>Writes tensors as a safetensors file: 64-bit numbers first, so that all lie aligned, and by name; the same tensors give the same bytes.</summary>
internal static class SafeTensorsWriter
{
    private const int Alignment = 8;

    /// <param name="tensors">Tensors of Float32 or Int64 by name, on any device.</param>
    /// <param name="metadata">What the file says about itself.</param>
    /// <param name="stream">Where it is written to; need not seek.</param>
    /// <exception cref="ArgumentException">A tensor is of another type.</exception>
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
        foreach (var (name, tensor) in tensors.OrderByDescending(pair => TypeOf(pair.Key, pair.Value).Size).ThenBy(pair => pair.Key, StringComparer.Ordinal))
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
                writer.WriteStartObject("__metadata__");
                foreach (var (name, text) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)) writer.WriteString(name, text);
                writer.WriteEndObject();
            }
            foreach (var tensor in tensors) WriteEntry(writer, tensor);
            writer.WriteEndObject();
        }
        while (json.Length % Alignment != 0) json.WriteByte((byte)' '); // the format's own padding
        return json.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter writer, StoredTensor tensor)
    {
        writer.WriteStartObject(tensor.Name);
        writer.WriteString("dtype", tensor.Type.Name);
        writer.WriteStartArray("shape");
        foreach (var size in tensor.Shape) writer.WriteNumberValue(size);
        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(tensor.Start);
        writer.WriteNumberValue(tensor.Start + tensor.Length);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteNumbers(Tensor tensor, Stream stream)
    {
        using var scope = NewDisposeScope();
        stream.Write(tensor.detach().cpu().contiguous().bytes);
    }
}
