using System.Runtime.CompilerServices;

namespace MLNetUnlearning.Tests;

/// <summary>Who owns a network's weights, and what making it leaves alone.</summary>
public sealed class ClassifierNetworkTests
{
    public static TheoryData<NetworkArchitecture> Architectures => [KnownNetworks.ResNet18(1), KnownNetworks.SmallConvNet(2)];

    [Theory, MemberData(nameof(Architectures))]
    public void Making_and_copying_a_network_leaves_the_global_random_state_alone(NetworkArchitecture architecture)
    {
        using var scope = NewDisposeScope();
        var before = random.get_rng_state().data<byte>().ToArray();
        using var network = Tiny.Fresh(architecture);
        using var copy = network.Copy(CPU);
        Assert.Equal(before, random.get_rng_state().data<byte>().ToArray());
    }

    [Theory, MemberData(nameof(Architectures))]
    public void All_weights_of_a_network_that_nobody_took_over_die_with_the_scope(NetworkArchitecture architecture)
    {
        using var original = Tiny.Fresh(architecture);
        Dictionary<string, Tensor> weights;
        using (NewDisposeScope()) weights = original.Copy(CPU).state_dict();
        Assert.All(weights, weight => Assert.True(weight.Value.IsInvalid, weight.Key));
        Assert.All(original.state_dict(), weight => Assert.False(weight.Value.IsInvalid, weight.Key));
    }

    [Theory, MemberData(nameof(Architectures))]
    public void A_state_dictionary_can_be_read_when_its_network_is_gone(NetworkArchitecture architecture)
    {
        var weights = StateOf(architecture);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.All(weights, weight => Assert.False(weight.Value.IsInvalid, weight.Key));
        foreach (var weight in weights.Values) weight.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Dictionary<string, Tensor> StateOf(NetworkArchitecture architecture) => Tiny.Fresh(architecture).state_dict();
}
