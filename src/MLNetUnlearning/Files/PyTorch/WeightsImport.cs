using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Files;

/// <summary>Makes a classifier from weights that were trained elsewhere.</summary>
internal static class WeightsImport
{
    /// <summary>The name of this step in a classifier's history.</summary>
    public const string StepName = "import";

    private const int UsualSide = 32;

    /// <param name="stream">A seekable stream that contains nothing but the file.</param>
    /// <param name="origin">The origin of the weights, for the history.</param>
    /// <param name="classNames">The classes, in the order of the network's outputs.</param>
    /// <param name="network">The architecture; null: inferred from the names and shapes of the weights.</param>
    /// <param name="shape">The shape of the images; null: 32 x 32 with as many channels as the first convolution takes.</param>
    /// <param name="columns">The names of the columns.</param>
    /// <param name="recipe">The recipe for retraining.</param>
    /// <param name="device">The device of the network.</param>
    /// <exception cref="ModelFileException">The file cannot be read, or its weights do not fit the network.</exception>
    public static ClassifierState Read(
        Stream stream, string origin, IReadOnlyList<string> classNames, NetworkArchitecture? network, FeatureShape? shape,
        ClassifierColumns columns, TrainingRecipe recipe, Device device)
    {
        var labels = new LabelKeys(classNames, TextDataViewType.Instance);
        using var scope = NewDisposeScope();
        var ownNetwork = network is not (null or ResNet18Architecture or SmallConvNetArchitecture);
        var file = WeightsFile.Read(stream, ownNetwork);
        var stem = file.Tensors.FirstOrDefault(tensor => tensor.Name == "conv1.weight")?.Shape;
        if (stem is [_, _, 7, 7] && !ownNetwork) throw StemForLargeImages(stem);
        shape ??= FeatureShape.Image(UsualSide, UsualSide, stem is [_, > 0 and < 4096 and var channels, _, _] ? (int)channels : 3);
        network ??= Told(file, stem, shape.Channels);
        ThrowIfOtherClasses(file, labels.Count);
        var filled = NetworkLoader.Load(network, shape, labels.Count, file.Tensors, stream, countersMayLack: true);
        PruningMasks.Apply(filled, file.Tensors, stream);
        var step = new ClassifierStep(StepName, $"{network}; {origin}", 0, 0, 0, TimeSpan.Zero, TimeSpan.Zero);
        filled.MoveTo(device);
        filled.Freeze();
        return new ClassifierState(filled, columns, labels, recipe, RememberedRows.Unknown, [step]);
    }

    private static NetworkArchitecture Told(WeightsFile file, long[]? stem, int channels)
    {
        var kind = NetworkDescription.KindOf([.. file.Tensors.Select(tensor => tensor.Name)]);
        if (kind is null || stem is not [>= 1 and <= NetworkDescription.MaximumWidth and var width, _, _, _])
            throw new ModelFileException(
                "The weights belong to no network of this library; their names begin with "
                + $"{NameList.Of(file.Tensors.Select(tensor => tensor.Name).Take(3))}. A ResNet-18 was expected, with 'conv1.weight', "
                + "'layer4.0.conv1.weight' and 'fc.weight', or a SmallConvNet. Pass its architecture.");
        var normalization = file.Normalization is { } stated && !stated.Equals(ImageNormalization.For(channels, null)) ? stated : null;
        if (normalization is not null && normalization.Means.Count != channels)
            throw new ModelFileException(
                $"The file's normalization is for {normalization.Means.Count} channels, its images have {channels}.");
        return new NetworkDescription(kind, (int)width, normalization).ToArchitecture(brought: null);
    }

    private static ModelFileException StemForLargeImages(long[] stem) => new(
        $"Tensor 'conv1.weight' is {StoredTensor.Describe(stem)}: the network begins as ResNets for ImageNet do, by a 7x7 convolution and "
        + "pooling. Expected was the beginning for small images: 3x3, stride 1, no pooling. In PyTorch, set conv1 = "
        + $"nn.Conv2d({stem[1]}, {stem[0]}, 3, 1, 1, bias=False) and maxpool = nn.Identity() and train; "
        + "or pass an architecture of your own.");

    private static void ThrowIfOtherClasses(WeightsFile file, int count)
    {
        if (file.Tensors.FirstOrDefault(tensor => tensor.Name == "fc.bias")?.Shape is [var outputs] && outputs != count)
            throw new ModelFileException($"The network has {outputs} outputs; {count} class names were given.");
    }
}
