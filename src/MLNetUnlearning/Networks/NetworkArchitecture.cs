using MLNetUnlearning.Networks;
using TorchSharp;

namespace MLNetUnlearning;

/// <summary>What a network is before it has weights: a name, its settings, and a way to make one.</summary>
/// <remarks>Immutable. <see cref="KnownNetworks"/> has ready-made ones; derive from this record to bring your own.</remarks>
public abstract record NetworkArchitecture
{
    /// <summary>A short name, such as <c>ResNet18</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Makes a network with fresh weights on the CPU, in training mode.</summary>
    /// <param name="shape">The rows it will take.</param>
    /// <param name="numberOfClasses">K, the number of outputs; at least 2.</param>
    /// <param name="generator">The only source of random numbers, a CPU generator.</param>
    public abstract ClassifierNetwork Create(FeatureShape shape, int numberOfClasses, Generator generator);

    /// <summary>Refuses rows that such a network cannot take.</summary>
    /// <exception cref="InvalidOperationException">It takes images, and the rows are vectors.</exception>
    internal virtual void ThrowIfUnfit(FeatureShape shape)
    {
    }

    /// <summary>What <see cref="Create"/> makes, if a run can work with it.</summary>
    /// <exception cref="InvalidOperationException">It cannot take the rows, makes nothing, or weights that are not <c>Float32</c> on the
    /// CPU.</exception>
    internal ClassifierNetwork CreateSound(FeatureShape shape, int numberOfClasses, Generator generator)
    {
        ThrowIfUnfit(shape);
        var network = Create(shape, numberOfClasses, generator)
            ?? throw new InvalidOperationException($"Architecture '{Name}' makes no network: its Create returns null.");
        foreach (var (name, weight) in network.named_parameters())
            if (weight.dtype != ScalarType.Float32 || weight.device_type != DeviceType.CPU)
                throw new InvalidOperationException(
                    $"Network '{Name}' is made with weight '{name}' of {weight.dtype} on {weight.device}; Float32 on the CPU is needed. "
                    + "State type and device of each weight: without them TorchSharp takes set_default_dtype and set_default_device.");
        return network;
    }

    /// <summary>The names and shapes of the weights of such a network, so that a file can be compared with it before it is made. Null if
    /// they are not known.</summary>
    internal virtual IEnumerable<WeightShape>? Weights(FeatureShape shape, int numberOfClasses) => null;
}

/// <summary>An architecture whose size is the number of channels of its first stage.</summary>
internal abstract record SizedArchitecture : NetworkArchitecture
{
    protected SizedArchitecture(int width, ImageNormalization? normalization)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        (Width, Normalization) = (width, normalization);
    }

    public int Width { get; }

    /// <summary>Null: the default for the number of channels.</summary>
    public ImageNormalization? Normalization { get; }

    public sealed override string ToString() => $"{Name} of width {Width}{(Normalization is null ? "" : $", {Normalization}")}";

    internal sealed override void ThrowIfUnfit(FeatureShape shape)
    {
        if (!shape.IsVector) return;
        throw new InvalidOperationException(
            $"{Name} takes images, and the features are {shape}. Leave the network out or choose KnownNetworks.Mlp(); or, if they are the "
            + "pixels of an image, say so: featureShape: FeatureShape.Image(width, height, channels).");
    }

    public sealed override ClassifierNetwork Create(FeatureShape shape, int numberOfClasses, Generator generator)
    {
        ThrowIfUnfit(shape);
        var network = Make(shape, numberOfClasses);
        network.MoveTo(generator.device);
        network.Initialize(generator);
        return network;
    }

    /// <summary>Makes a network whose weights have no values yet.</summary>
    protected abstract ClassifierNetwork Make(FeatureShape shape, int numberOfClasses);
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

    public static IEnumerable<WeightShape> Standardization(string name, long features) =>
        [new($"{name}.mean", [features]), new($"{name}.deviation", [features])];

    public static IEnumerable<WeightShape> Linear(string name, long inputs, long outputs) =>
        [new($"{name}.weight", [outputs, inputs]), new($"{name}.bias", [outputs])];
}
