using System.Runtime.InteropServices;
using MLNetUnlearning.Networks;
using static TorchSharp.torch;

namespace MLNetUnlearning;

/// <summary>What <see cref="UnlearningCatalog.TuneProcess"/> did to the process.</summary>
/// <param name="NumberOfThreads">The threads that tensor operations use now.</param>
/// <param name="KeepsFreedMemory">
/// Whether the allocator now keeps freed memory for the next step instead of returning it to the system; glibc only. Without it a training
/// step
/// on the CPU takes 1.4 to 1.9 times as long.
/// </param>
public sealed record ProcessTuning(int NumberOfThreads, bool KeepsFreedMemory)
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD of glibc's malloc.h
    private const int MapThreshold = -3; // M_MMAP_THRESHOLD
    private const int OneGibibyte = 1 << 30;

    internal static ProcessTuning Apply(int? numberOfThreads)
    {
        if (numberOfThreads is { } wanted) ArgumentOutOfRangeException.ThrowIfLessThan(wanted, 1, nameof(numberOfThreads));
        TorchLibrary.Require();
        set_num_threads(numberOfThreads ?? Environment.ProcessorCount);
        return new ProcessTuning(get_num_threads(), KeepFreedMemory());
    }

    /// <summary>With a dispose scope a step, glibc returns the step's memory and faults it in again in the next one.</summary>
    private static bool KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            return SetAllocatorOption(TrimThreshold, OneGibibyte) == 1 & SetAllocatorOption(MapThreshold, OneGibibyte) == 1;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return false; // another C library, which has no such option
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    private static extern int SetAllocatorOption(int option, int value);
}
