namespace MLNetUnlearning.Tests;

public sealed class WeightShapeTests
{
    [Theory]
    [InlineData(true, 1, 3, 2)]
    [InlineData(true, 4, 1, 10)]
    [InlineData(false, 1, 3, 2)]
    [InlineData(false, 5, 1, 10)]
    public void The_weights_told_beforehand_are_those_of_the_network(bool isResNet, int width, int channels, int numberOfClasses)
    {
        var architecture = isResNet ? KnownNetworks.ResNet18(width) : KnownNetworks.SmallConvNet(width);
        var shape = FeatureShape.Image(8, 8, channels);
        using var network = Tiny.Fresh(architecture, numberOfClasses, shape);
        var real = network.state_dict().ToDictionary(weight => weight.Key, weight => weight.Value.shape);
        Assert.Equal(real, architecture.Weights(shape, numberOfClasses)!.ToDictionary(weight => weight.Name, weight => weight.Shape));
    }
}
