using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

public class GeneratorTests
{
    [Fact]
    public void The_same_seed_gives_the_same_numbers()
    {
        using var scope = NewDisposeScope();
        using var first = new Generator(42);
        using var second = new Generator(42);
        Assert.Equal(randn([5], generator: first).data<float>().ToArray(), randn([5], generator: second).data<float>().ToArray());
        Assert.Equal(randperm(9, generator: first).data<long>().ToArray(), randperm(9, generator: second).data<long>().ToArray());
    }

    [Fact]
    public void The_numbers_are_those_of_PyTorch()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(0);
        // torch.randn(3, generator=torch.Generator().manual_seed(0))
        Assert.True(randn([3], generator: generator).allclose(tensor(new[] { 1.5410f, -0.2934f, -2.1788f }), 1e-3, 1e-4));
    }

    [Fact]
    public void A_generator_of_its_own_leaves_the_global_one_alone()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var before = get_rng_state();
        randn([4], generator: generator);
        rand([4], generator: generator);
        randint(10, new long[] { 4 }, generator: generator);
        randperm(4, generator: generator);
        ones(4).bernoulli_(0.5, generator);
        ones(4).normal_(0, 1, generator).uniform_(0, 1, generator);
        full([4], 0.5).bernoulli(generator);
        ones(4).multinomial(2, generator: generator);
        Assert.Equal(before.data<byte>().ToArray(), get_rng_state().data<byte>().ToArray());
    }

    [Fact]
    public void Its_state_can_be_kept_and_put_back()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var state = generator.get_state();
        var first = rand([4], generator: generator);
        generator.set_state(state);
        Assert.True(first.Equals(rand([4], generator: generator)));
    }

    [Fact]
    public void Seeding_again_starts_over()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        var first = rand([4], generator: generator);
        generator.manual_seed(7);
        Assert.True(first.Equals(rand([4], generator: generator)));
        Assert.Equal(7, generator.initial_seed());
    }
}
