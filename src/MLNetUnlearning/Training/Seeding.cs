using static TorchSharp.torch;

namespace MLNetUnlearning.Training;

/// <summary>Random numbers of a run: one generator, made from a seed, and children of it for parts that must not disturb one
/// another.</summary>
/// <remarks>
/// Generators are the CPU's, wherever a run computes: TorchSharp makes no others. What is drawn is then moved, so that a run draws the same
/// numbers on every device.
/// </remarks>
internal static class Seeding
{
    public static Generator Create(ulong seed) => new(seed, CPU);

    /// <summary>A generator of its own for a named part, the same for the same seed and name.</summary>
    public static Generator Child(ulong seed, string part)
    {
        var mixed = seed ^ 0x9E3779B97F4A7C15UL;
        foreach (var letter in part)   // FNV-1a: stable over processes, which string.GetHashCode is not
            mixed = (mixed ^ letter) * 0x100000001B3UL;
        return Create(mixed);
    }
}
