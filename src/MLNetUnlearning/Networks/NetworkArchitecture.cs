using MLNetUnlearning.Networks;
using static TorchSharp.torch;

namespace MLNetUnlearning;

/// <summary>What a network is before it has weights: a name, its settings, and how to make one.</summary>
/// <remarks>Immutable. Ready-made ones are in <see cref="KnownNetworks"/>; derive to bring your own.</remarks>
public abstract record NetworkArchitecture
{
    /// <summary>A short name, such as <c>ResNet18</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Makes a network with fresh weights on the CPU, in training mode.</summary>
    /// <param name="shape">The images it will take.</param>
    /// <param name="numberOfClasses">K, the number of outputs; at least 2.</param>
    /// <param name="generator">The only source of random numbers; the CPU's.</param>
    public abstract ClassifierNetwork Create(FeatureShape shape, int numberOfClasses, Generator generator);

    /// <summary>The weights of such a network, so that a file can be compared with it before it is made; null where that is not
    /// known.</summary>
    internal virtual IEnumerable<WeightShape>? Weights(FeatureShape shape, int numberOfClasses) => null;
}

/// <summary>Name and shape of one entry of a network's state dictionary.</summary>
/// <param name="Name">PyTorch's name, such as <c>layer1.0.conv1.weight</c>.</param>
/// <param name="Shape">Its sizes; empty for a single number.</param>
internal sealed record WeightShape(string Name, long[] Shape)
{
    public static IEnumerable<WeightShape> Convolution(string name, long inputs, long outputs, long kernel) =>
        [new($"{name}.weight", [outputs, inputs, kernel, kernel])];

    public static IEnumerable<WeightShape> BatchNormalization(string name, long channels) =>
    [
        new($"{name}.weight", [channels]), new($"{name}.bias", [channels]),
        new($"{name}.running_mean", [channels]), new($"{name}.running_var", [channels]), new($"{name}.num_batches_tracked", []),
    ];

    public static IEnumerable<WeightShape> Linear(string name, long inputs, long outputs) =>
        [new($"{name}.weight", [outputs, inputs]), new($"{name}.bias", [outputs])];
}
