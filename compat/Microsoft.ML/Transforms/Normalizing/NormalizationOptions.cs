namespace Microsoft.ML.Transforms;

/// <summary>To what a column is scaled: its range, its mean and deviation, or its share of a normal distribution.</summary>
internal enum NormalizationKind
{
    MinMax,
    MeanVariance,
    Cdf,
}

/// <summary>How columns are normalized. Where zero is fixed, values are scaled and not moved. A Cdf always moves them.</summary>
internal sealed record NormalizationOptions(NormalizationKind Kind, long MaximumExampleCount, bool FixZero);
