using MLNetUnlearning;
using MLNetUnlearning.Attacks;
using MLNetUnlearning.Auditing;
using MLNetUnlearning.Data;
using MLNetUnlearning.Evaluation;
using MLNetUnlearning.Files;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Onnx;
using MLNetUnlearning.Reporting;
using MLNetUnlearning.Scoring;
using MLNetUnlearning.Serving;
using MLNetUnlearning.Training;
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
