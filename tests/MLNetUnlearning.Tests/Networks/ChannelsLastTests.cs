namespace MLNetUnlearning.Tests;

/// <summary>Networks compute in single precision what they compute in double, whatever lies in memory that is not theirs. On some
/// processors libtorch does not, where it cannot tell how one channel or one pixel lies in memory.</summary>
public sealed class ChannelsLastTests
{
    private const int Rows = 9;

    public static IEnumerable<object[]> Networks() =>
        from name in new[] { "ResNet18", "SmallConvNet" }
        from channels in new[] { 1, 3 }
        from side in new[] { 8, 28 }
        from width in new[] { 1, 3, 5, 8, 10, 12 }
        select new object[] { name, channels, side, width };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Answers_and_gradients_are_those_of_double_precision(string name, int channels, int side, int width)
    {
        using var scope = NewDisposeScope();
        using var network = Tiny.Fresh(
            name == "ResNet18" ? KnownNetworks.ResNet18(width) : KnownNetworks.SmallConvNet(width),
            shape: FeatureShape.Image(side, side, channels));
        using var generator = new Generator(2UL, CPU);
        var images = rand([Rows, channels, side, side], generator: generator);
        var labels = tensor(Enumerable.Range(0, Rows).Select(row => row % 3L).ToArray());
        network.eval(); // batch statistics of few rows would magnify rounding

        Tensor[] Computed(ScalarType type)
        {
            network.to(type);
            network.zero_grad();
            LeaveInMemory(side, 1e3f);
            var logits = network.forward(images.to(type)).Logits;
            LeaveInMemory(side, 1e3f);
            nn.functional.cross_entropy(logits, labels).backward();
            return [.. network.parameters().Select(weight => weight.grad!.clone()).Prepend(logits.detach())
                .Select(each => each.to(ScalarType.Float64))];
        }
        var expected = Computed(ScalarType.Float64);
        var found = Computed(ScalarType.Float32);
        foreach (var (one, other) in expected.Zip(found))
            Assert.True((one - other).norm().ToDouble() <= 1e-2 * one.norm().ToDouble() + 1e-9);
    }

    /// <summary>Freed memory of many sizes: who reads what he has not written finds these numbers.</summary>
    private static void LeaveInMemory(int side, float number)
    {
        using var scope = NewDisposeScope();
        for (var times = 1; times < 60; times++)
        {
            full([Rows * side * side * times], number);
            full([61 * times], number);
        }
    }
}
