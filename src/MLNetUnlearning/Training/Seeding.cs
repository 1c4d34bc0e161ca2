namespace MLNetUnlearning.Training;

/// <summary>The random numbers of a run: one generator made from a seed, and a child of it for each part that must not disturb the
/// others.</summary>
/// <remarks>
/// All generators are on the CPU, whatever device a run uses: TorchSharp makes no others. Drawn numbers are then moved to the device, so a
/// run draws the same numbers on every device.
/// </remarks>
internal static class Seeding
{
    public static Generator Create(ulong seed) => new(seed, CPU);

    /// <summary>A separate generator for a named part, the same for the same seed and name.</summary>
    public static Generator Child(ulong seed, string part)
    {
        var mixed = seed ^ 0x9E3779B97F4A7C15UL;
        foreach (var letter in part) // FNV-1a: the same in every process, which string.GetHashCode is not
            mixed = (mixed ^ letter) * 0x100000001B3UL;
        return Create(mixed);
    }
}
