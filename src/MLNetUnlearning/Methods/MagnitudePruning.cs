using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Methods;

/// <summary>One-shot magnitude pruning: fixes the smallest weights of all convolutions together at zero, and trains the others again from
/// an early epoch on. In an Mlp the hidden linear layers take the place of convolutions.</summary>
/// <remarks>
/// <para>It is not an unlearning method but a step before one: it is easier to unlearn from a sparse classifier (Jia et al. 2023).
/// <c>mlContext.Unlearning().Prune(classifier, ..)</c> makes a sparse classifier of a trained one. Its zeros stay through every
/// method.</para>
/// <para>The |w| of all convolutions, or hidden linear layers, are one list of n numbers. Stem and shortcuts are included, the last
/// linear layer is not. A mask fixes the <see cref="Sparsity"/> n smallest at zero. The others go back to their values after the
/// first <see cref="RewindEpochs"/> epochs, and the recipe's remaining epochs follow under the mask.</para>
/// <para>Source: Ma et al., "Sanity Checks for Lottery Tickets", NeurIPS 2021 (OMP); rewinding: Frankle et al., "Linear Mode Connectivity
/// and the Lottery Ticket Hypothesis", ICML 2020; as used by Jia et al., "Model Sparsity Can Simplify Machine Unlearning", NeurIPS 2023.
/// The published code starts the recipe's learning rates anew after rewinding; here they go on from the epoch that was rewound to.</para>
/// </remarks>
public sealed record MagnitudePruning : ISettings
{
    /// <summary>The name in histories.</summary>
    public const string Name = "magnitude pruning";

    private const double PublishedRewindShare = 8.0 / 182;

    /// <summary>The share of the convolutions' weights, in an Mlp of the hidden layers', that is fixed at zero, in (0, 1).</summary>
    /// <value>0.95, as published. Higher makes unlearning easier and the classifier weaker; lower keeps it stronger. A narrow network can
    /// bear less.</value>
    public double Sparsity { get; init; } = 0.95;

    /// <summary>Whether the weights that stay go back to early values before the recipe's remaining epochs follow. If not, training goes on
    /// from their present values.</summary>
    /// <value>True. False trains for the part of the recipe after its first milestone or, where the rate falls to zero, for its second
    /// half. That is cheaper, possible for imported weights, and less
    /// accurate.</value>
    public bool Rewind { get; init; } = true;

    /// <summary>The number of epochs of the recipe after which the early weights are taken.</summary>
    /// <value>Null: 8 of 182 as published, in proportion for a shorter recipe, and at least 1. More keeps more of what was learnt; fewer
    /// keeps less, and 0 takes the fresh random weights.</value>
    public int? RewindEpochs { get; init; }

    /// <summary>The number of epochs that a training is rewound to.</summary>
    /// <param name="numberOfEpochs">How many epochs it has, at least 1.</param>
    internal int RewindEpochsOf(int numberOfEpochs)
    {
        var published = (int)Math.Max(1, Math.Round(numberOfEpochs * PublishedRewindShare));
        return RewindEpochs ?? Math.Min(published, numberOfEpochs - 1);
    }

    /// <inheritdoc/>
    public IEnumerable<string> Violations() => new SettingChecks()
        .Check(Sparsity, Sparsity is > 0 and < 1, "in (0, 1)")
        .AtLeast(RewindEpochs, 0);

    /// <summary>Fixes the smallest weights of a network at zero.</summary>
    internal void Apply(ClassifierNetwork network)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var weights = network.Prunable.Select(layer => layer.Weight).ToList();
        var magnitudes = cat(weights.Select(weight => weight.abs().flatten()).ToList()); // n
        // Equal magnitudes keep their order, so exactly this share is pruned.
        var ascending = magnitudes.sort(dim: 0, descending: false, stable: true).Indices; // n
        var pruned = Math.Min((long)Math.Round(Sparsity * magnitudes.numel()), magnitudes.numel() - 1); // nothing learns with none left
        var mask = ones_like(magnitudes);
        mask.scatter_(0, ascending.narrow(0, 0, pruned), zeros_like(magnitudes));
        foreach (var (layer, part) in network.Prunable.Zip(mask.split([.. weights.Select(weight => weight.numel())], 0)))
            layer.Mask.Set(part.view(layer.Weight.shape).clone());
    }
}
