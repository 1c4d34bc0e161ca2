using MLNetUnlearning.Networks;
using TorchSharp;

namespace MLNetUnlearning.Files;

/// <summary>Finds out which weights of an imported network pruning fixed at zero, and keeps them there.</summary>
internal static class PruningMasks
{
    /// <summary>Multiplies weights by the masks in the file, and gives the layers their masks. A layer without a mask in the file
    /// has its exact zeros as one: training leaves no weight at exactly zero, and pruning does.</summary>
    /// <param name="network">The network, filled with the weights of the file.</param>
    /// <param name="stored">The positions of the weights and of their masks.</param>
    /// <param name="stream">The stream that contains them.</param>
    /// <exception cref="ModelFileException">A mask has other numbers than 0 and 1.</exception>
    public static void Apply(ClassifierNetwork network, IReadOnlyList<StoredTensor> stored, Stream stream)
    {
        using var none = no_grad();
        var weights = network.state_dict();
        var layers = network.Prunable.ToDictionary(layer => layer.Weight.Handle);
        foreach (var tensor in stored)
        {
            using var scope = NewDisposeScope();
            var weight = weights[tensor.Name];
            var layer = layers.GetValueOrDefault(weight.Handle);
            if (tensor.Mask is { } stated)
            {
                var mask = Read(stated, weight, stream);
                var pruned = mask.eq(0);
                weight.masked_fill_(pruned, 0); // not a product: infinity times zero is not zero
                if (pruned.any().ToBoolean()) layer?.Mask.Set(mask);
            }
            else if (!IsShort(tensor.Type)) layer?.Mask.KeepZeros(weight);
        }
    }

    /// <summary>Numbers of 16 bits are zero where a small weight did not fit into them, so their zeros say nothing about pruning.</summary>
    private static bool IsShort(NumberType type) => type == NumberType.F16 || type == NumberType.BF16;

    private static Tensor Read(StoredTensor stored, Tensor weight, Stream stream)
    {
        var mask = zeros_like(weight);
        TensorFiller.Fill(mask, stored, stream);
        return mask.eq(0).logical_or(mask.eq(1)).all().ToBoolean()
            ? mask
            : throw new ModelFileException($"The mask '{stored.Name}' has other numbers than 0 and 1.");
    }
}
