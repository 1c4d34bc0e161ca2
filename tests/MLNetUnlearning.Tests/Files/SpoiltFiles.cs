namespace MLNetUnlearning.Tests;

/// <summary>Spoilt copies of a file; refused they are by one type of exception, any other ends the test.</summary>
internal static class SpoiltFiles
{
    /// <summary>Reads many of them.</summary>
    /// <param name="good">What is spoilt.</param>
    /// <param name="seed">The same seed spoils in the same ways.</param>
    /// <param name="count">How many copies.</param>
    /// <param name="read">Reads a spoilt copy.</param>
    /// <param name="toFile">Makes a file of a spoilt copy, where only a part of it is spoilt; not counted as allocated by reading.</param>
    /// <returns>How many were refused, and the most bytes that one reading allocated.</returns>
    public static (int Refused, long MostAllocated) Read(
        byte[] good, int seed, int count, Action<byte[]> read, Func<byte[], byte[]>? toFile = null)
    {
        var random = new Random(seed);
        var (refused, most) = (0, 0L);
        for (var i = 0; i < count; i++)
        {
            var mutant = Mutant.Of(good, random);
            var file = toFile is null ? mutant : toFile(mutant);
            most = Math.Max(most, Allocation.Of(() =>
            {
                try
                {
                    read(file);
                }
                catch (ModelFileException)
                {
                    refused++;
                }
            }));
        }
        return (refused, most);
    }
}
