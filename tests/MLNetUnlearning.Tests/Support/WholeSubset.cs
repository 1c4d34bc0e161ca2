namespace MLNetUnlearning.Tests;

/// <summary>All of a subset at once, where a test looks at it.</summary>
internal static class WholeSubset
{
    /// <summary>The features as networks take them: N x C x H x W, 0 to 1.</summary>
    public static Tensor AllFeatures(this RowSubset rows) => rows.FeaturesAt(arange(rows.Count, ScalarType.Int64), CPU);

    /// <summary>The class indices: N, <c>Int64</c>.</summary>
    public static Tensor AllLabels(this RowSubset rows) => rows.LabelsAt(arange(rows.Count, ScalarType.Int64), CPU);
}
