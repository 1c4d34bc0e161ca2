using Microsoft.ML.Transforms;

namespace Microsoft.ML;

public static class KernelExpansionCatalog
{
    public static ApproximatedKernelMappingEstimator ApproximatedKernelMap(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName = null,
        int rank = 1000,
        bool useCosAndSinBases = false,
        KernelBase generator = null,
        int? seed = null) =>
        new(
            catalog.Environment, ColumnPairs.Of(outputColumnName, inputColumnName)[0], rank, useCosAndSinBases, generator ?? new GaussianKernel(), seed);
}
