namespace MLNetUnlearning.Tests.Training;

/// <summary>The slopes of many rows found together are the dot products of each row's own gradient.</summary>
public sealed class RowSlopesTests
{
    [Theory, InlineData("conv"), InlineData("resnet"), InlineData("mlp"), InlineData("pruned")]
    [InlineData("partly frozen"), InlineData("other")]
    public void Each_is_the_dot_product_of_a_row_s_gradient_with_the_direction(string kind)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3UL, CPU);
        using var network = Network(kind, generator);
        network.eval();
        var features = rand([5, .. network.Shape.Sizes], generator: generator);
        var rows = new LabeledRows(features, tensor(new[] { 0L, 1, 2, 0, 1 })).All;
        var before = FlatWeights.Of(network);
        Tensor[] directions = [randn(before.shape, generator: generator), before];
        long[] batch = [4, 0, 2];
        var slopes = RowSlopes.Of(network, rows, batch, directions);
        foreach (var (place, row) in batch.Index())
        {
            var gradient = GradientWalk.Of(network, rows, [tensor(new[] { row })], default)
                .Select(one => one.clone().MoveToOuterDisposeScope()).Single();
            network.eval();
            foreach (var (at, direction) in directions.Index())
                Assert.Equal((gradient * direction).sum().ToDouble(), slopes[at][place], 1e-3);
        }
        Assert.True(before.equal(FlatWeights.Of(network)).all().ToBoolean());
        Assert.All(network.parameters(), weight => Assert.True(weight.grad is null || !weight.grad.ne(0).any().ToBoolean()));
    }

    private static ClassifierNetwork Network(string kind, Generator generator)
    {
        if (kind == "other") // its layers are not the library's
            return new FormulaNetwork(
                6, 3, (pixels, weights) => pixels.matmul(weights[0]).tanh() + weights[1], randn([6, 3], generator: generator),
                randn([3], generator: generator));
        var architecture = kind switch
        {
            "resnet" => KnownNetworks.ResNet18(2),
            "mlp" => KnownNetworks.Mlp([6]),
            _ => KnownNetworks.SmallConvNet(4),
        };
        var network = architecture.Create(kind == "mlp" ? FeatureShape.Vector(7) : FeatureShape.Image(16, 16), 3, generator);
        if (kind == "pruned")
            foreach (var layer in network.Prunable) layer.Mask.Set(layer.Weight.detach().gt(0).to(ScalarType.Float32));
        if (kind == "partly frozen") network.parameters().First().requires_grad = false;
        return network;
    }
}
