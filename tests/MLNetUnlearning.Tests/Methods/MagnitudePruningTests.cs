namespace MLNetUnlearning.Tests;

public sealed class MagnitudePruningTests
{
    // Three convolutions of 9, 18 and 72 weights.
    private const int NumberOfWeights = 99;

    [Fact]
    public void The_smallest_weights_of_all_layers_together_are_masked()
    {
        // 1, -2, 3, .. 9 in the first layer, -10 .. 27 in the second: the 20 smallest are the first layer and eleven of the second.
        using var network = Network(place => (place + 1) * (place % 2 == 0 ? 1 : -1));
        Prune(network, 20.0 / NumberOfWeights);
        Assert.Equal(Enumerable.Range(0, 20), Zeros(network));
    }

    [Fact]
    public void The_share_is_exact_among_equal_weights_too()
    {
        using var network = Network(_ => 1);
        Prune(network, 0.95);
        Assert.Equal(94, Zeros(network).Count); // 0.95 * 99 = 94.05
        Assert.Equal(94.0 / NumberOfWeights, network.Sparsity, 12);
    }

    [Fact]
    public void Linear_layers_and_batch_normalisation_are_left_whole()
    {
        using var network = Network(_ => 1);
        Prune(network, 0.95);
        var others = network.named_parameters()
            .Where(weight => weight.parameter.shape.Length < 4 && !weight.name.EndsWith("bias", StringComparison.Ordinal));
        Assert.All(others, weight => Assert.False(weight.parameter.eq(0).any().ToBoolean(), weight.name));
    }

    [Fact]
    public void Stem_and_shortcuts_are_pruned_too()
    {
        using var network = Tiny.Fresh(KnownNetworks.ResNet18(2));
        Prune(network, 0.5);
        var weights = network.named_parameters().Where(weight => weight.parameter.shape.Length == 4).ToList();
        Assert.Equal(20, weights.Count); // the stem, 16 in the blocks, 3 shortcuts
        Assert.All(weights, weight => Assert.True(weight.parameter.eq(0).any().ToBoolean(), weight.name));
        var zeros = weights.Sum(weight => weight.parameter.eq(0).sum().ToInt64());
        Assert.Equal(0.5, zeros / (double)weights.Sum(weight => weight.parameter.numel()), 3);
    }

    [Theory, InlineData(182, 8), InlineData(20, 1), InlineData(60, 3), InlineData(1, 0)]
    public void By_default_it_rewinds_to_the_published_share_of_the_epochs(int epochs, int rewound) =>
        Assert.Equal(rewound, new MagnitudePruning().RewindEpochsOf(epochs));

    [Fact]
    public void Settings_out_of_range_are_all_named()
    {
        Assert.Empty(new MagnitudePruning().Violations());
        Assert.Equal(
            ["Sparsity is 1; it must be in (0, 1).", "RewindEpochs is -1; it must be at least 0, or null."],
            new MagnitudePruning { Sparsity = 1, RewindEpochs = -1 }.Violations());
    }

    [Fact]
    public void The_defaults_are_pinned()
    {
        var pruning = new MagnitudePruning();
        Assert.Equal((0.95, true, null), (pruning.Sparsity, pruning.Rewind, pruning.RewindEpochs));
    }

    private static void Prune(ClassifierNetwork network, double sparsity)
    {
        new MagnitudePruning { Sparsity = sparsity }.Apply(network);
        network.ApplyMasks();
    }

    private static ClassifierNetwork Network(Func<int, float> weightAt)
    {
        var network = Tiny.Fresh(KnownNetworks.SmallConvNet(1), 2, FeatureShape.Image(8, 8, 1));
        using var none = no_grad();
        var place = 0;
        foreach (var convolution in network.Prunable)
        {
            var values = Enumerable.Range(place, (int)convolution.Weight.numel()).Select(weightAt).ToArray();
            convolution.Weight.copy_(tensor(values).view(convolution.Weight.shape));
            place += values.Length;
        }
        return network;
    }

    private static List<int> Zeros(ClassifierNetwork network)
    {
        var all = network.Prunable.SelectMany(convolution => convolution.Weight.detach().flatten().data<float>().ToArray());
        return [.. all.Index().Where(weight => weight.Item == 0).Select(weight => weight.Index)];
    }
}
