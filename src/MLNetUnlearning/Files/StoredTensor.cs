namespace MLNetUnlearning.Files;

/// <summary>The position of a tensor in a file.</summary>
/// <param name="Name">The name in the state dictionary.</param>
/// <param name="Type">The type of the stored numbers.</param>
/// <param name="Shape">The size of each dimension; empty for a single number.</param>
/// <param name="Start">The position of the first byte in the stream.</param>
/// <param name="Length">The number of bytes.</param>
internal sealed record StoredTensor(string Name, NumberType Type, long[] Shape, long Start, long Length)
{
    /// <summary>The distance between neighbouring numbers, by dimension; null if they are stored row by row.</summary>
    public long[]? Strides { get; init; }

    /// <summary>Ones and zeros of the same shape that the tensor is multiplied by, as PyTorch's pruning stores them; usually
    /// null.</summary>
    public StoredTensor? Mask { get; init; }

    /// <summary>The shape as text, such as "16 x 3 x 3 x 3" or "a single number".</summary>
    public static string Describe(IReadOnlyCollection<long> shape) => shape.Count == 0 ? "a single number" : string.Join(" x ", shape);
}

/// <summary>The type of stored numbers: its name in safetensors files and its size in bytes.</summary>
internal sealed record NumberType(string Name, int Size)
{
    public static readonly NumberType F64 = new("F64", 8);
    public static readonly NumberType F32 = new("F32", 4);
    public static readonly NumberType F16 = new("F16", 2);
    public static readonly NumberType BF16 = new("BF16", 2);
    public static readonly NumberType I64 = new("I64", 8);
    public static readonly NumberType I32 = new("I32", 4);

    // Files may contain these types, so their sizes are needed. No code here reads their numbers.
    private static readonly NumberType[] Others =
        [new("U64", 8), new("U32", 4), new("I16", 2), new("U16", 2), new("I8", 1), new("U8", 1), new("BOOL", 1)];

    private static readonly Dictionary<string, NumberType> ByName =
        new[] { F64, F32, F16, BF16, I64, I32 }.Concat(Others).ToDictionary(type => type.Name);

    /// <summary>The type with this name, or null.</summary>
    public static NumberType? Named(string name) => ByName.GetValueOrDefault(name);
}

/// <summary>Multiplies sizes that files claim, without overflow.</summary>
internal static class Sizes
{
    private const int MostDimensions = 16;

    /// <summary>The number of bytes of a tensor.</summary>
    /// <exception cref="ModelFileException">A size is negative, there are too many sizes, or their product overflows.</exception>
    public static long BytesOf(string name, IReadOnlyList<long> shape, NumberType type)
    {
        if (shape.Count > MostDimensions)
            throw new ModelFileException($"Tensor '{name}' has {shape.Count} dimensions; at most {MostDimensions} are read.");
        try
        {
            // As if no size were 0: libtorch multiplies the others even where a tensor has no numbers.
            var bytes = (long)type.Size;
            foreach (var size in shape)
                bytes = size >= 0
                    ? checked(bytes * Math.Max(size, 1))
                    : throw new ModelFileException($"Tensor '{name}' has a negative size: {StoredTensor.Describe(shape)}.");
            return shape.Contains(0) ? 0 : bytes;
        }
        catch (OverflowException)
        {
            throw new ModelFileException($"Tensor '{name}' of shape {StoredTensor.Describe(shape)} is too large.");
        }
    }
}
