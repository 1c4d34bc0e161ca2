using System.Buffers.Binary;

namespace MLNetUnlearning.Files;

/// <summary>The header of a safetensors file: 8 bytes of little-endian length, then a JSON object that says where each tensor lies.</summary>
/// <remarks>
/// Everything it claims is checked against the length of the file before a tensor is made: known types, shapes that fit their bytes, tensors that
/// fill the file without holes or overlaps, as https://github.com/huggingface/safetensors asks.
/// </remarks>
internal sealed class SafeTensorsHeader
{
    /// <summary>The longest header that is read: 4 MiB, some 40,000 tensors.</summary>
    public const int MaximumLength = 4 << 20;

    private const string MetadataName = "__metadata__";
    private const int LengthBytes = 8;

    private SafeTensorsHeader(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<StoredTensor> tensors) =>
        (Metadata, Tensors) = (metadata, tensors);

    /// <summary>What the file says about itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors in the order of their bytes.</summary>
    public IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>Reads the header of a file.</summary>
    /// <param name="stream">A stream that can seek and holds nothing but the file.</param>
    /// <exception cref="ModelFileException">The file is no safetensors file, or a damaged one.</exception>
    public static SafeTensorsHeader Read(Stream stream)
    {
        var json = ReadJson(stream);
        return StrictJson.Read(json, "the safetensors header", root =>
        {
            var fields = JsonFields.Of(root, "safetensors header");
            var metadata = fields.OptionalObject(MetadataName) is { } texts ? texts.Names.ToDictionary(name => name, texts.Text) : [];
            var dataStart = LengthBytes + json.Length;
            var tensors = fields.Names.Where(name => name != MetadataName).Select(name => ReadTensor(name, fields.Object(name), dataStart)).ToList();
            return new SafeTensorsHeader(metadata, InOrder(tensors, dataStart, stream.Length));
        });
    }

    private static byte[] ReadJson(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[LengthBytes];
        if (stream.Length < LengthBytes + 2) throw new ModelFileException($"A safetensors file has 10 bytes or more; this one has {stream.Length}.");
        stream.Position = 0;
        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaximumLength) throw new ModelFileException($"The safetensors header claims {length} bytes; at most {MaximumLength} are read. Is this a safetensors file?");
        if (length > (ulong)(stream.Length - LengthBytes)) throw new ModelFileException($"The safetensors header claims {length} bytes, more than the file has: it is truncated or damaged.");
        var json = new byte[length];
        stream.ReadExactly(json);
        return json is [(byte)'{', ..] ? json : throw new ModelFileException("The safetensors header does not begin with '{'.");
    }

    private static StoredTensor ReadTensor(string name, JsonFields fields, long dataStart)
    {
        var typeName = fields.Text("dtype");
        var type = NumberType.Named(typeName) ?? throw new ModelFileException($"Tensor '{name}' is of type '{typeName}', which is not known here.");
        var shape = fields.Integers("shape");
        var offsets = fields.Integers("data_offsets");
        fields.End();
        if (offsets is not [var from, var to] || from < 0 || to < from)
            throw new ModelFileException($"Tensor '{name}' lies at [{string.Join(", ", offsets)}]; that is no place.");
        var length = Sizes.BytesOf(name, shape, type);
        return length == to - from
            ? new StoredTensor(name, type, shape, dataStart + from, length)
            : throw new ModelFileException($"Tensor '{name}' of shape {StoredTensor.Describe(shape)} in {type.Name} takes {length} bytes; the header gives it {to - from}.");
    }

    private static List<StoredTensor> InOrder(List<StoredTensor> tensors, long dataStart, long end)
    {
        var ordered = tensors.OrderBy(tensor => tensor.Start).ThenBy(tensor => tensor.Length).ToList();
        var place = dataStart;
        foreach (var tensor in ordered)
        {
            if (tensor.Start != place)
                throw new ModelFileException($"Tensor '{tensor.Name}' begins at byte {tensor.Start - dataStart}, expected {place - dataStart}: tensors overlap or leave a hole.");
            place += tensor.Length;
        }
        return place == end ? ordered : throw new ModelFileException($"The tensors end at byte {place}, the file at {end}: it is truncated or damaged.");
    }
}
