namespace MLNetUnlearning.Tests;

/// <summary>The same promises where features are vectors and the network is a multilayer perceptron.</summary>
public sealed class EstimatorContractOfVectors : EstimatorContract
{
    private protected override NetworkArchitecture Network => TinyVectors.Network;

    private protected override WrittenView Unseen => TinyVectors.Unseen;

    private protected override WrittenView Rows() => TinyVectors.Rows();
}
