using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using static TorchSharp.torch.nn;

namespace MLNetUnlearning.Training;

/// <summary>How fast the loss of each row of a batch changes along directions in the space of weights: the dot products of the rows'
/// gradients with them, found for all rows together and without any row's gradient.</summary>
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
        var slopes = Layers(network) is { } layers
            ? BySlants(network, layers, rows, indices, directions)
            : ByTwoDerivatives(network, rows, indices, directions);
        return [.. slopes.Select(slope => slope.to(ScalarType.Float64).cpu().data<double>().ToArray())];
    }

    /// <summary>The layers whose outputs can be slanted, if all weights belong to them; otherwise null.</summary>
    private static IReadOnlyList<ISlanting>? Layers(ClassifierNetwork network)
    {
        var layers = network.modules().OfType<ISlanting>().ToList();
        var owned = layers.SelectMany(layer => layer.OwnWeights).Select(weight => weight.Handle).ToHashSet();
        return network.parameters().All(weight => !weight.requires_grad || owned.Contains(weight.Handle)) ? layers : null;
    }

    /// <summary>One pass over the batch with slanted layers, and its derivative by their outputs.</summary>
    private static IEnumerable<Tensor> BySlants(
        ClassifierNetwork network, IReadOnlyList<ISlanting> layers, RowSubset rows, Tensor indices, IReadOnlyList<Tensor> directions)
    {
        // A weight that does not learn has no gradient: nothing goes along it.
        var parts = directions.Select(direction => FlatWeights.Parts(network, direction).ToDictionary(
            part => part.Weight.Handle, part => part.Weight.requires_grad ? part.Part : zeros_like(part.Part))).ToList();
        try
        {
            foreach (var layer in layers)
                layer.Slant = new([.. parts.Select(of => layer.OwnWeights.Select(weight => of[weight.Handle]).ToList())]);
            var losses = Losses(network, rows, indices).sum();
            var slants = layers.Select(layer => layer.Slant!).Where(slant => slant.Output is not null).ToList();
            var gradients = autograd.grad([losses], [.. slants.Select(slant => slant.Output!)]);
            return slants.Zip(gradients, (slant, gradient) => slant.Slopes(gradient)) // b x n
                .Aggregate((sum, slopes) => sum + slopes).unbind(1);
        }
        finally
        {
            foreach (var layer in layers) layer.Slant = null;
        }
    }

    /// <summary>For any network. With J the Jacobian of the rows' losses and u a weight for each row, J'u is one backward pass over the
    /// batch. Its dot product with a direction v is linear in u, so that the gradient of that by u is Jv, one number a row.</summary>
    private static IEnumerable<Tensor> ByTwoDerivatives(
        ClassifierNetwork network, RowSubset rows, Tensor indices, IReadOnlyList<Tensor> directions)
    {
        var losses = Losses(network, rows, indices); // b
        var weightOfRow = ones_like(losses.detach(), requires_grad: true); // b
        var weights = network.parameters().Where(weight => weight.requires_grad).Select(weight => (Tensor)weight).ToList();
        var gradients = autograd.grad([losses], weights, [weightOfRow], create_graph: true, allow_unused: true);
        return [.. directions.Select(Slopes)];

        Tensor Slopes(Tensor direction)
        {
            Tensor? along = null;
            var parts = FlatWeights.Parts(network, direction).Where(part => part.Weight.requires_grad).Select(part => part.Part);
            foreach (var (gradient, part) in gradients.Zip(parts))
            {
                if (gradient is not { IsInvalid: false }) continue; // no row reaches the weight
                var product = (gradient * part).sum();
                along = along is null ? product : along + product;
            }
            return along is null ? zeros_like(losses) : autograd.grad([along], [weightOfRow], retain_graph: true)[0];
        }
    }

    private static Tensor Losses(ClassifierNetwork network, RowSubset rows, Tensor indices) => functional.cross_entropy(
        network.forward(rows.FeaturesAt(indices, network.Device)).Logits, rows.LabelsAt(indices, network.Device),
        reduction: Reduction.None); // b
}
