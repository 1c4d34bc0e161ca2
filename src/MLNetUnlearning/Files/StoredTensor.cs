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
