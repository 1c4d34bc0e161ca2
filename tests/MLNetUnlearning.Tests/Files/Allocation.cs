namespace MLNetUnlearning.Tests;

/// <summary>What an action allocates on its thread.</summary>
internal static class Allocation
{
    public static long Of(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
