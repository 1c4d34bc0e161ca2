using TorchSharp.Modules;

namespace MLNetUnlearning.Tests;

/// <summary>A network of one weight s, 0 at first. It is right about rows to keep (pixel 0.2, class 1) while s is below 1, and about rows
/// to forget (pixel 0.4, class 0) while s is below 1/4.</summary>
internal static class OneWeight
{
    public static FormulaNetwork Network() => new(1, 2, Logits, zeros(1));

    public static void Set(FormulaNetwork network, double value) => FlatWeights.Write(network, tensor(new[] { (float)value }));

    public static float Of(FormulaNetwork network) => network.parameters().Single().item<float>();

    /// <summary>Rows of one pixel, each with its class.</summary>
    public static RowSubset Rows(float pixel, params long[] labels) =>
        new LabeledRows(full([labels.Length, 1, 1, 1], pixel), tensor(labels)).All;

    private static Tensor Logits(Tensor pixels, Parameter[] weights)
    {
        var s = weights[0];
        var forClass1 = where(pixels.gt(0.3f), 10 * (4 * s - 1), where(pixels.gt(0.15f), 10 * (1 - s), -10 * ones_like(pixels))); // b x 1
        return cat([zeros_like(forClass1), forClass1], 1);
    }
}
