namespace MLNetUnlearning.Tests;

/// <summary>The same promises where features are vectors and the network is a multilayer perceptron.</summary>
public sealed class EstimatorContractOfVectors : EstimatorContract
{
    private protected override NetworkArchitecture Network => TinyVectors.Network;

    private protected override WrittenView Unseen => TinyVectors.Unseen;

    private protected override WrittenView Rows() => TinyVectors.Rows();

    // All rows are in one batch of 64, and the mean gradient of a trained network over all rows is near zero: beside it, every weight
    // matters to the forgotten ones. Row by row it does not cancel out.
    private protected override UnlearningMethod MethodOf(string name) =>
        base.MethodOf(name) is SelectiveSynapticDampening dampening ? dampening with { BatchSize = 1 } : base.MethodOf(name);
}
