using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Files;

/// <summary>The name of an architecture in a file. It is one of a closed list, so a file can only run code of this library.</summary>
/// <param name="Name">The name of the architecture.</param>
/// <param name="Width">The channels of the first stage; null for an architecture that is not of this library.</param>
/// <param name="Normalization">The normalisation; null: the default for the number of channels.</param>
internal sealed record NetworkDescription(string Name, int? Width, ImageNormalization? Normalization)
{
    /// <summary>The widest network that is read: 64 times the published one.</summary>
    public const int MaximumWidth = 4096;

    private const string ResNet18 = "ResNet18";
    private const string SmallConvNet = "SmallConvNet";

    /// <summary>The kind of network that has weights with these names, or null.</summary>
    public static string? KindOf(IReadOnlyCollection<string> weightNames) =>
        weightNames.Contains("layer4.0.conv1.weight") ? ResNet18 : weightNames.Contains("conv3.weight") ? SmallConvNet : null;

    public static NetworkDescription Of(NetworkArchitecture architecture) => architecture switch
    {
        ResNet18Architecture known => new(ResNet18, known.Width, known.Normalization),
        SmallConvNetArchitecture known => new(SmallConvNet, known.Width, known.Normalization),
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
        return (Name, Width) switch
        {
            (ResNet18, { } width) => KnownNetworks.ResNet18(width, Normalization),
            (SmallConvNet, { } width) => KnownNetworks.SmallConvNet(width, Normalization),
            _ => throw new ModelFileException(
                $"The file holds a network {this}, which is not one of this library's: pass its architecture to LoadClassifier."),
        };
    }

    public override string ToString() =>
        Width is { } width ? $"'{Name}' of width {width}{(Normalization is null ? "" : $", {Normalization}")}" : $"'{Name}'";
}
