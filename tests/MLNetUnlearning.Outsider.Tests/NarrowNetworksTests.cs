using NarrowNetworks;

namespace MLNetUnlearning.Outsider.Tests;

/// <summary>The worst of the networks and pictures for which libtorch 2.10 writes beyond its buffers, if the library lets it. Each is
/// trained in a process of its own, whose heap the C library checks; benchmarks/NarrowNetworks tries a thousand.</summary>
public sealed class NarrowNetworksTests
{
    public static TheoryData<NetworkCase> Worst => [.. NetworkCase.Worst];

    [Theory, MemberData(nameof(Worst))]
    public void It_trains_and_its_gradients_are_those_of_double_precision(NetworkCase one) =>
        Assert.StartsWith("ok: gradients differ by ", OneProcess.Run(one));
}
