using MLNetUnlearning.Data;
using static TorchSharp.torch;

namespace MLNetUnlearning.Networks;

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
    public abstract ClassifierNetwork Create(ImageShape shape, int numberOfClasses, Generator generator);

    /// <summary>The weights of such a network, so that a file can be compared with it before it is made; null where that is not known.</summary>
    internal virtual IEnumerable<WeightShape>? Weights(ImageShape shape, int numberOfClasses) => null;
}
