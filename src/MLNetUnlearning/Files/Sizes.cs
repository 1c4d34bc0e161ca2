namespace MLNetUnlearning.Files;

/// <summary>Sizes that files claim, multiplied without overflow.</summary>
internal static class Sizes
{
    private const int MostDimensions = 16;

    /// <summary>How many bytes a tensor takes.</summary>
    /// <exception cref="ModelFileException">A size is negative, or there are too many of them, or they overflow.</exception>
    public static long BytesOf(string name, IReadOnlyList<long> shape, NumberType type)
    {
        if (shape.Count > MostDimensions) throw new ModelFileException($"Tensor '{name}' has {shape.Count} dimensions; at most {MostDimensions} are read.");
        try
        {
            var bytes = (long)type.Size;
            foreach (var size in shape)
                bytes = size >= 0 ? checked(bytes * size) : throw new ModelFileException($"Tensor '{name}' has a negative size: {StoredTensor.Describe(shape)}.");
            return bytes;
        }
        catch (OverflowException)
        {
            throw new ModelFileException($"Tensor '{name}' of shape {StoredTensor.Describe(shape)} is too large.");
        }
    }
}
