using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Files;

/// <summary>The name of an architecture in a file. It is one of a closed list, so a file can only run code of this library.</summary>
/// <param name="Name">The name of the architecture.</param>
/// <param name="Width">The channels of the first stage; null for a network without, or one that is not of this library.</param>
/// <param name="Normalization">The normalisation; null: the default for the number of channels.</param>
/// <param name="Mlp">The settings of a multilayer perceptron; null for another network.</param>
internal sealed record NetworkDescription(string Name, int? Width, ImageNormalization? Normalization, MlpArchitecture? Mlp = null)
{
    /// <summary>The widest network that is read: 64 times the published one.</summary>
    public const int MaximumWidth = 4096;

    /// <summary>The most hidden layers that are read, and the widest.</summary>
    public const int MostHidden = 64, WidestHidden = 1 << 16;

    private const string ResNet18 = "ResNet18";
    private const string SmallConvNet = "SmallConvNet";

    /// <summary>Whether it is a network of this library, which a file can name.</summary>
    public bool IsKnown => Width is not null || Mlp is not null;

    /// <summary>The kind of network of a width that has weights with these names, or null.</summary>
    public static string? KindOf(IReadOnlyCollection<string> weightNames) =>
        weightNames.Contains("layer4.0.conv1.weight") ? ResNet18 : weightNames.Contains("conv3.weight") ? SmallConvNet : null;

    public static NetworkDescription Of(NetworkArchitecture architecture) => architecture switch
    {
        ResNet18Architecture known => new(ResNet18, known.Width, known.Normalization),
        SmallConvNetArchitecture known => new(SmallConvNet, known.Width, known.Normalization),
        MlpArchitecture known => new(MlpArchitecture.KindName, null, null, known),
        _ => new(architecture.Name, null, null), // the caller has to pass the architecture when loading
    };

    /// <summary>The architecture: one of this library, or the one that the caller passed.</summary>
    /// <exception cref="ModelFileException">The architecture is unknown, or the caller passed a different one.</exception>
    public NetworkArchitecture ToArchitecture(NetworkArchitecture? brought)
    {
        if (brought is not null)
            return Of(brought) == this
                ? brought
                : throw new ModelFileException($"The file holds a network {this}; the one that was passed is {Of(brought)}.");
        return (Name, Width, Mlp) switch
        {
            (ResNet18, { } width, null) => KnownNetworks.ResNet18(width, Normalization),
            (SmallConvNet, { } width, null) => KnownNetworks.SmallConvNet(width, Normalization),
            (MlpArchitecture.KindName, null, { } mlp) => mlp,
            _ => throw new ModelFileException(
                $"The file holds a network {this}, which is not one of this library's: pass its architecture to LoadClassifier."),
        };
    }

    public override string ToString() => Mlp is not null ? $"'{Mlp}'"
        : Width is { } width ? $"'{Name}' of width {width}{(Normalization is null ? "" : $", {Normalization}")}" : $"'{Name}'";
}
