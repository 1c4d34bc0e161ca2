using Microsoft.ML.Transforms;

namespace Microsoft.ML;

public static class NormalizationCatalog
{
    public static NormalizingEstimator NormalizeMinMax(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName = null, long maximumExampleCount = 1000000000,
        bool fixZero = true) =>
        new(catalog.Environment, ColumnPairs.Of(outputColumnName, inputColumnName, "name"), MinMax(maximumExampleCount, fixZero));

    public static NormalizingEstimator NormalizeMinMax(
        this TransformsCatalog catalog, InputOutputColumnPair[] columns, long maximumExampleCount = 1000000000, bool fixZero = true) =>
        new(catalog.Environment, ColumnPairs.Of(columns), MinMax(maximumExampleCount, fixZero));

    public static NormalizingEstimator NormalizeMeanVariance(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName = null, long maximumExampleCount = 1000000000,
        bool fixZero = true, bool useCdf = false) =>
        new(catalog.Environment, ColumnPairs.Of(outputColumnName, inputColumnName, "name"), MeanVariance(maximumExampleCount, fixZero, useCdf));

    public static NormalizingEstimator NormalizeMeanVariance(
        this TransformsCatalog catalog, InputOutputColumnPair[] columns, long maximumExampleCount = 1000000000, bool fixZero = true,
        bool useCdf = false) =>
        new(catalog.Environment, ColumnPairs.Of(columns), MeanVariance(maximumExampleCount, fixZero, useCdf));

    private static NormalizationOptions MinMax(long maximumExampleCount, bool fixZero) =>
        new(NormalizationKind.MinMax, maximumExampleCount, fixZero);

    private static NormalizationOptions MeanVariance(long maximumExampleCount, bool fixZero, bool useCdf) =>
        new(useCdf ? NormalizationKind.Cdf : NormalizationKind.MeanVariance, maximumExampleCount, fixZero);
}
