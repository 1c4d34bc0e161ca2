namespace MLNetUnlearning.Files;

/// <summary>Where a tensor lies in a file.</summary>
/// <param name="Name">Its name in the state dictionary.</param>
/// <param name="Type">How its numbers are stored.</param>
/// <param name="Shape">Its sizes; empty for a single number.</param>
/// <param name="Start">The place of its first byte in the stream that it is read from.</param>
/// <param name="Length">Its bytes.</param>
internal sealed record StoredTensor(string Name, NumberType Type, long[] Shape, long Start, long Length)
{
    /// <summary>How far apart its numbers lie, by dimension; null where they lie row by row.</summary>
    public long[]? Strides { get; init; }

    /// <summary>The shape in words, such as "16 x 3 x 3 x 3" or "a single number".</summary>
    public static string Describe(IReadOnlyCollection<long> shape) => shape.Count == 0 ? "a single number" : string.Join(" x ", shape);
}

/// <summary>How a file stores numbers: the name that safetensors gives the type, and its bytes.</summary>
internal sealed record NumberType(string Name, int Size)
{
    public static readonly NumberType F64 = new("F64", 8);
    public static readonly NumberType F32 = new("F32", 4);
    public static readonly NumberType F16 = new("F16", 2);
    public static readonly NumberType BF16 = new("BF16", 2);
    public static readonly NumberType I64 = new("I64", 8);
    public static readonly NumberType I32 = new("I32", 4);

    // Named in files, so their sizes are needed; nothing here reads their numbers.
    private static readonly NumberType[] Others =
        [new("U64", 8), new("U32", 4), new("I16", 2), new("U16", 2), new("I8", 1), new("U8", 1), new("BOOL", 1)];

    private static readonly Dictionary<string, NumberType> ByName =
        new[] { F64, F32, F16, BF16, I64, I32 }.Concat(Others).ToDictionary(type => type.Name);

    /// <summary>The type of that name, or null.</summary>
    public static NumberType? Named(string name) => ByName.GetValueOrDefault(name);
}

/// <summary>Sizes that files claim, multiplied without overflow.</summary>
internal static class Sizes
{
    private const int MostDimensions = 16;

    /// <summary>How many bytes a tensor takes.</summary>
    /// <exception cref="ModelFileException">A size is negative, or there are too many of them, or they overflow.</exception>
    public static long BytesOf(string name, IReadOnlyList<long> shape, NumberType type)
    {
        if (shape.Count > MostDimensions)
            throw new ModelFileException($"Tensor '{name}' has {shape.Count} dimensions; at most {MostDimensions} are read.");
        try
        {
            var bytes = (long)type.Size;
            foreach (var size in shape)
                bytes = size >= 0
                    ? checked(bytes * size)
                    : throw new ModelFileException($"Tensor '{name}' has a negative size: {StoredTensor.Describe(shape)}.");
            return bytes;
        }
        catch (OverflowException)
        {
            throw new ModelFileException($"Tensor '{name}' of shape {StoredTensor.Describe(shape)} is too large.");
        }
    }
}
