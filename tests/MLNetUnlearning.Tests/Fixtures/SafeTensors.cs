using System.Runtime.InteropServices;
using System.Text.Json;

namespace MLNetUnlearning.Tests;

/// <summary>One tensor of a safetensors file: its type as the file names it ("F32", "F64", "I64", ...), its shape, its raw bytes.</summary>
public sealed record SafeTensor(string DataType, long[] Shape, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Its numbers, row by row; <typeparamref name="T"/> must be what <see cref="DataType"/> says.</summary>
    public T[] ToArray<T>() where T : unmanaged
    {
        var expected = Names.GetValueOrDefault(typeof(T));
        if (expected != DataType)
            throw new InvalidOperationException($"The tensor holds {DataType}, not {expected ?? typeof(T).Name}.");
        return MemoryMarshal.Cast<byte, T>(Bytes.Span).ToArray();
    }

    private static readonly Dictionary<Type, string> Names = new()
    {
        [typeof(float)] = "F32",
        [typeof(double)] = "F64",
        [typeof(long)] = "I64",
        [typeof(int)] = "I32",
        [typeof(byte)] = "U8",
        [typeof(bool)] = "BOOL",
    };
}

/// <summary>A safetensors file: 8 bytes of little-endian header length, a JSON header, the raw tensors.</summary>
public sealed class SafeTensors
{
    private readonly Dictionary<string, SafeTensor> _tensors = [];

    private SafeTensors(IReadOnlyDictionary<string, string> metadata) => Metadata = metadata;

    /// <summary>What the file says about itself ("__metadata__").</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    public IReadOnlyCollection<string> Names => _tensors.Keys;

    public SafeTensor this[string name] => _tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new KeyNotFoundException($"No tensor '{name}'; there are: {string.Join(", ", _tensors.Keys)}");

    /// <summary>Reads a file that lies beside the tests, such as "attacks.safetensors".</summary>
    public static SafeTensors Fixture(string fileName) => Read(Path.Combine(AppContext.BaseDirectory, "Fixtures", fileName));

    public static SafeTensors Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var headerLength = checked((int)BitConverter.ToInt64(bytes));
        using var header = JsonDocument.Parse(bytes.AsMemory(8, headerLength));
        var start = 8 + headerLength;
        var metadata = header.RootElement.TryGetProperty("__metadata__", out var texts)
            ? texts.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.ToString())
            : [];
        var file = new SafeTensors(metadata);
        foreach (var entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            var offsets = entry.Value.GetProperty("data_offsets");
            var (from, to) = (offsets[0].GetInt32(), offsets[1].GetInt32());
            var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
            var dataType = entry.Value.GetProperty("dtype").GetString()!;
            file._tensors.Add(entry.Name, new SafeTensor(dataType, shape, bytes.AsMemory(start + from, to - from)));
        }

        return file;
    }
}
