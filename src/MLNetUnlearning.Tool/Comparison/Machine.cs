namespace MLNetUnlearning.Tool.Comparison;

/// <summary>What runs compute on, as far as their figures belong to it.</summary>
/// <param name="Threads">The number of threads.</param>
/// <param name="Gpu">The number of the GPU; null: they compute on the CPU.</param>
internal sealed record Machine(int Threads, int? Gpu)
{
    /// <summary>In words. Which of several GPUs it is makes no difference to figures.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Threads} {(Threads == 1 ? "thread" : "threads")}{(Gpu is null ? "" : " and a GPU")}");
}
