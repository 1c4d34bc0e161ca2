namespace MLNetUnlearning.Tests;

/// <summary>The mask of a convolution is no part of its state, and goes wherever the convolution goes.</summary>
public sealed class ConvolutionTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Convolution convolution = new(inputChannels: 2, outputChannels: 3, kernelSize: 3);
    private readonly Tensor mask = ones(3, 2, 3, 3);

    public ConvolutionTests()
    {
        using var generator = new Generator(1UL, CPU);
        convolution.Initialize(generator);
        mask.select(0, 1).zero_();
        convolution.Mask.Set(mask);
    }

    [Fact]
    public void What_is_masked_counts_for_nothing()
    {
        Assert.Equal(2 * 3 * 3, convolution.Mask.NumberOfFixedZeros);
        var maps = convolution.call(ones(1, 2, 4, 4)); // 1 x 3 x 4 x 4
        Assert.False(maps.select(1, 0).eq(0).any().ToBoolean());
        Assert.True(maps.select(1, 1).eq(0).all().ToBoolean());
    }

    [Fact]
    public void The_mask_is_not_in_the_state_dictionary() => Assert.Equal(["weight"], convolution.state_dict().Keys);

    [Fact]
    public void The_mask_moves_with_the_layer()
    {
        convolution.to(device("meta"));
        Assert.True(mask.IsInvalid); // it has given way to another
        convolution.Mask.ApplyTo(convolution.Weight); // a mask on the CPU would be an error
    }

    [Fact]
    public void The_mask_outlives_its_scope_and_dies_with_the_layer()
    {
        scope.Dispose();
        Assert.False(mask.IsInvalid);
        convolution.Dispose();
        Assert.True(mask.IsInvalid);
    }

    [Fact]
    public void A_copy_of_a_network_has_masks_of_its_own()
    {
        using var network = Tiny.Fresh(KnownNetworks.ResNet18(2));
        foreach (var each in network.Prunable) each.Mask.Set(ones_like(each.Weight).triu(1));
        using var copy = network.Copy(CPU);
        Assert.InRange(network.Sparsity, 0.1, 0.9);
        Assert.Equal(network.Sparsity, copy.Sparsity);
        network.Dispose();
        copy.ApplyMasks();
        Assert.All(copy.Prunable, each => Assert.Equal(each.Mask.NumberOfFixedZeros, each.Weight.eq(0).sum().ToInt64()));
    }

    public void Dispose()
    {
        convolution.Dispose();
        scope.Dispose();
    }
}
