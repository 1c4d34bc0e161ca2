using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using static TorchSharp.torch.nn;

namespace MLNetUnlearning.Training;

/// <summary>How fast the loss of each row of a batch changes along directions in the space of weights: the dot products of the rows'
/// gradients with them, found for all rows together and without any row's gradient.</summary>
/// <remarks>With J the Jacobian of the rows' losses and u a weight for each row, J'u is one backward pass over the batch. Its dot product
/// with a direction v is linear in u, so that the gradient of that by u is Jv, one number a row.</remarks>
internal static class RowSlopes
{
    /// <summary>The slopes of the cross-entropy of each row.</summary>
    /// <param name="network">In evaluation mode, where rows do not see each other. Its weights and their gradients are left as they
    /// are.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="batch">Numbers of those to look at, b.</param>
    /// <param name="directions">D numbers each, in the order of <see cref="FlatWeights"/>.</param>
    /// <returns>For each direction, b numbers.</returns>
    public static IReadOnlyList<double[]> Of(ClassifierNetwork network, RowSubset rows, long[] batch, IReadOnlyList<Tensor> directions)
    {
        using var scope = NewDisposeScope();
        var indices = NewTensor.Of(batch);
        var logits = network.forward(rows.FeaturesAt(indices, network.Device)).Logits; // b x K
        var losses = functional.cross_entropy(logits, rows.LabelsAt(indices, network.Device), reduction: Reduction.None); // b
        var weightOfRow = ones_like(losses.detach(), requires_grad: true); // b
        var weights = network.parameters().Where(weight => weight.requires_grad).Select(weight => (Tensor)weight).ToList();
        var gradients = autograd.grad([losses], weights, [weightOfRow], create_graph: true, allow_unused: true);
        return [.. directions.Select(Slopes)];

        double[] Slopes(Tensor direction)
        {
            Tensor? along = null;
            var parts = FlatWeights.Parts(network, direction).Where(part => part.Weight.requires_grad).Select(part => part.Part);
            foreach (var (gradient, part) in gradients.Zip(parts))
            {
                if (gradient is null) continue; // a weight that no row reaches
                var product = (gradient * part).sum();
                along = along is null ? product : along + product;
            }
            return along is null
                ? new double[batch.Length]
                : [.. autograd.grad([along], [weightOfRow], retain_graph: true)[0].to(ScalarType.Float64).cpu().data<double>()];
        }
    }
}
