using System.Runtime.InteropServices;
using TorchSharp;

namespace MLNetUnlearning;

/// <summary>What <see cref="UnlearningCatalog.TuneProcess"/> did.</summary>
/// <param name="NumberOfThreads">Threads that tensor operations now use.</param>
/// <param name="AllocatorThresholdsRaised">Whether the C library now keeps freed memory instead of handing it back after every step.</param>
public sealed record ProcessTuning(int NumberOfThreads, bool AllocatorThresholdsRaised)
{
    private const int TrimThreshold = -1;   // M_TRIM_THRESHOLD of glibc's malloc.h
    private const int MemoryMapThreshold = -3;   // M_MMAP_THRESHOLD
    private const int OneGibibyte = 1 << 30;

    internal static ProcessTuning Apply()
    {
        torch.set_num_threads(Environment.ProcessorCount);
        return new ProcessTuning(torch.get_num_threads(), RaiseThresholds());
    }

    /// <summary>With a scope a step glibc would trim and refault its heap at every step: 1.4 to 1.9 times slower.</summary>
    private static bool RaiseThresholds()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            return SetMallocOption(TrimThreshold, OneGibibyte) == 1 && SetMallocOption(MemoryMapThreshold, OneGibibyte) == 1;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;   // another C library, such as musl
        }
    }

    [DllImport("libc", EntryPoint = "mallopt", ExactSpelling = true)]
    private static extern int SetMallocOption(int option, int value);
}
