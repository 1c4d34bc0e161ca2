using System.Runtime.CompilerServices;

namespace MLNetUnlearning.Tests;

internal static class TunedProcess
{
    /// <summary>Before any test: weights are the same only for the same number of threads.</summary>
    [ModuleInitializer]
    internal static void Tune() => new MLContext().Unlearning().TuneProcess();
}
