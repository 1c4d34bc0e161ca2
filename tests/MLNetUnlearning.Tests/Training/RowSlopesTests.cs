namespace MLNetUnlearning.Tests.Training;

/// <summary>The slopes of many rows found together are the dot products of each row's own gradient.</summary>
public sealed class RowSlopesTests
{
    [Theory, InlineData("conv"), InlineData("resnet"), InlineData("mlp")]
    public void Each_is_the_dot_product_of_a_row_s_gradient_with_the_direction(string kind)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3UL, CPU);
        var shape = kind == "mlp" ? FeatureShape.Vector(7) : FeatureShape.Image(16, 16);
        var architecture = kind switch
        {
            "conv" => KnownNetworks.SmallConvNet(4),
            "resnet" => KnownNetworks.ResNet18(2),
            _ => KnownNetworks.Mlp([6]),
        };
        using var network = architecture.Create(shape, 3, generator);
        network.eval();
        var features = kind == "mlp" ? rand([5, 7], generator: generator) : rand([5, 3, 16, 16], generator: generator);
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
}
