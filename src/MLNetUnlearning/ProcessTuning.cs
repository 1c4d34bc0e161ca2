using System.Runtime.InteropServices;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning;

/// <summary>The changes that <see cref="UnlearningCatalog.TuneProcess"/> made to the process.</summary>
/// <param name="NumberOfThreads">The number of threads that tensor operations now use.</param>
/// <param name="KeepsFreedMemory">Whether the allocator now keeps freed memory for the next step instead of returning it to the system;
/// with glibc only. Without it a training step on the CPU takes 1.4 to 1.9 times as long.</param>
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
        TorchLibrary.SayErrorsOnly();
        return new ProcessTuning(get_num_threads(), KeepFreedMemory());
    }

    /// <summary>A step frees its memory at its end. By default glibc returns
    /// it to the system, and the next step has to fetch it again.</summary>
    private static bool KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            return SetAllocatorOption(TrimThreshold, OneGibibyte) == 1 & SetAllocatorOption(MapThreshold, OneGibibyte) == 1;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return false; // another C library, without this option
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    private static extern int SetAllocatorOption(int option, int value);
}
