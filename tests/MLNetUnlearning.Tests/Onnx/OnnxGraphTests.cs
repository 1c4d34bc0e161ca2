using MLNetUnlearning.Onnx;

namespace MLNetUnlearning.Tests;

public sealed class OnnxGraphTests
{
    private readonly OnnxGraph graph = new("graph", []);

    [Fact]
    public void A_tensor_used_twice_is_stored_once()
    {
        using var weight = ones(2, 3);
        Assert.Equal(graph.Constant(weight), graph.Constant(weight));
        Assert.Equal([2, 3], Assert.Single(graph.Message.Initializer).Dims);
    }

    [Fact]
    public void A_transposed_tensor_is_stored_row_after_row()
    {
        using var numbers = tensor(new long[] { 1, 2, 3, 4 });
        using var transposed = numbers.view(2, 2).t();
        graph.Constant(transposed);
        Assert.Equal(new long[] { 1, 3, 2, 4 }.SelectMany(BitConverter.GetBytes), graph.Message.Initializer[0].RawData);
    }

    [Fact]
    public void A_constant_that_is_no_float_and_no_long_is_refused()
    {
        using var halves = ones(2, ScalarType.Float64);
        Refused.With<ArgumentException>("Float32 or Int64, not Float64", () => graph.Constant(halves));
    }

    [Fact]
    public void Weights_beyond_what_a_file_holds_are_refused_before_they_are_copied()
    {
        using var one = ones(1);
        using var repeated = one.expand(1L << 29); // 2 GB that take 4 bytes
        Refused.With<NotSupportedException>("2 GB", () => graph.Constant(repeated));
        Assert.Empty(graph.Message.Initializer);
    }

    [Fact]
    public void A_network_that_does_not_say_how_is_refused_in_words()
    {
        using var network = new FormulaNetwork(4, 2, (pixels, _) => pixels);
        var error = Assert.Throws<NotSupportedException>(() => network.ToOnnx(graph, new OnnxValue("images")));
        Assert.Equal(
            "The network SmallConvNet cannot be written as ONNX: override ToOnnx in FormulaNetwork, node by node as in its forward.",
            error.Message);
    }
}
