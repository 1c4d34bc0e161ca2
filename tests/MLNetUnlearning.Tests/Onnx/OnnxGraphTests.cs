using MLNetUnlearning.Networks;
using MLNetUnlearning.Onnx;
using static TorchSharp.torch;

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
        Assert.Contains("Float32 or Int64, not Float64", Assert.Throws<ArgumentException>(() => graph.Constant(halves)).Message);
    }

    [Fact]
    public void Weights_beyond_what_a_file_holds_are_refused_before_they_are_copied()
    {
        using var one = ones(1);
        using var repeated = one.expand(1L << 29); // 2 GB that take 4 bytes
        Assert.Contains("2 GB", Assert.Throws<NotSupportedException>(() => graph.Constant(repeated)).Message);
        Assert.Empty(graph.Message.Initializer);
    }

    [Fact]
    public void A_network_that_does_not_say_how_is_refused_in_words()
    {
        using var network = new Untold();
        var error = Assert.Throws<NotSupportedException>(() => network.ToOnnx(graph, new OnnxValue("images")));
        Assert.Equal(
            "The network SmallConvNet cannot be written as ONNX: override ToOnnx in Untold, node by node as in its forward.",
            error.Message);
    }

    private sealed class Untold() : ClassifierNetwork(KnownNetworks.SmallConvNet(), FeatureShape.Image(8, 8), 2)
    {
        public override void Initialize(Generator generator)
        {
        }

        public override (Tensor Logits, Tensor Features) forward(Tensor images) => (images, images);
    }
}
