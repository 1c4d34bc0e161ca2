using MLNetUnlearning.Methods;

namespace MLNetUnlearning.Tool.Comparison;

/// <summary>What is trained, on what, and which methods are asked to forget.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Network">The network.</param>
/// <param name="Recipe">How the original is trained, and every retrained model.</param>
/// <param name="Pruning">How sparse originals are made of dense ones.</param>
/// <param name="Methods">The methods, for a data set and a sparsity.</param>
internal sealed record Preset(
    string Name, NetworkArchitecture Network, TrainingRecipe Recipe, MagnitudePruning Pruning,
    Func<DataSource, double, IReadOnlyList<UnlearningMethod>> Methods)
{
    /// <summary>Which runs there are unless the command line says otherwise.</summary>
    public required Func<Preset, IEnumerable<RunKey>> Runs { get; init; }

    /// <summary>Whether data, network, recipe and attack are those of the published tables.</summary>
    public bool IsPublishedSetting { get; init; }
}
