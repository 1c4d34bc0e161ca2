using MLNetUnlearning.Networks;
using TorchSharp.Modules;

namespace MLNetUnlearning.Training;

/// <summary>All parameters of a network as one vector, in the network's own order, each row by row.</summary>
internal static class FlatWeights
{
    /// <summary>A copy of the weights.</summary>
    /// <returns>D numbers.</returns>
    public static Tensor Of(ClassifierNetwork network) => cat(network.parameters().Select(weight => weight.detach().flatten()).ToList());

    /// <summary>The gradient that the last backward pass left, 0 for weights that it did not reach. The weights' own gradients are
    /// cleared.</summary>
    /// <returns>D numbers.</returns>
    public static Tensor TakeGradient(ClassifierNetwork network)
    {
        var gradient = cat(network.parameters().Select(weight => (weight.grad ?? zeros_like(weight)).flatten()).ToList());
        network.zero_grad();
        return gradient;
    }

    /// <summary>Gives the network these weights.</summary>
    /// <param name="network">Changed in place.</param>
    /// <param name="weights">D numbers.</param>
    public static void Write(ClassifierNetwork network, Tensor weights)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        foreach (var (weight, part) in Parts(network, weights)) weight.copy_(part);
    }

    /// <summary>The part of a vector that belongs to each parameter, as a view in its shape.</summary>
    public static IEnumerable<(Parameter Weight, Tensor Part)> Parts(ClassifierNetwork network, Tensor vector)
    {
        long start = 0;
        foreach (var weight in network.parameters())
        {
            yield return (weight, vector.narrow(0, start, weight.numel()).view(weight.shape));
            start += weight.numel();
        }
    }
}
