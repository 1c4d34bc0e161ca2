using MLNetUnlearning.Networks;
using static TorchSharp.torch;

namespace MLNetUnlearning.Methods;

/// <summary>The weights of an attacker at a moment; immutable, so that several runs may start from it.</summary>
internal sealed class AttackerSnapshot : IDisposable
{
    private readonly Dictionary<string, Tensor> state;
    private readonly int numberOfClasses;
    private readonly double dropout;

    private AttackerSnapshot(Dictionary<string, Tensor> state, int numberOfClasses, double dropout)
    {
        this.state = state;
        this.numberOfClasses = numberOfClasses;
        this.dropout = dropout;
    }

    public static AttackerSnapshot Of(MembershipAttacker attacker, int numberOfClasses, double dropout) =>
        new(attacker.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().cpu().clone().DetachFromDisposeScope()), numberOfClasses, dropout);

    /// <summary>A new attacker with these weights.</summary>
    /// <param name="generator">The CPU generator that draws its dropout masks; lives as long as the attacker.</param>
    /// <param name="device">Where it lives.</param>
    public MembershipAttacker Restore(Generator generator, Device device)
    {
        var attacker = new MembershipAttacker(numberOfClasses, dropout, generator, device);
        attacker.load_state_dict(state);
        return attacker;
    }

    public void Dispose()
    {
        foreach (var weight in state.Values)
            weight.Dispose();
    }
}
