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
    /// <param name="shape">The shape of the rows; null: images of 32 x 32 with as many channels as the first convolution takes, or vectors
    /// of the size that the first layer of an Mlp takes.</param>
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
        var ownNetwork = network is not null && !NetworkDescription.Of(network).IsKnown;
        var file = WeightsFile.Read(stream, ownNetwork);
        if (file.Tensors.Count == 0)
            throw new ModelFileException(
                "The file holds no weights: its dictionary is empty. A state dictionary was expected. "
                + "Save it by torch.save(model.state_dict(), path).");
        var stem = file.Tensors.FirstOrDefault(tensor => tensor.Name == "conv1.weight")?.Shape;
        if (stem is [_, _, 7, 7] && !ownNetwork) throw StemForLargeImages(stem);
        var mlp = network is MlpArchitecture || network is null && MlpWeights.AreIn(file) ? MlpWeights.Of(file) : null;
        shape ??= mlp?.Shape
            ?? FeatureShape.Image(UsualSide, UsualSide, stem is [_, > 0 and < 4096 and var channels, _, _] ? (int)channels : 3);
        network = network is null ? mlp?.Architecture ?? Told(file, stem, shape.Channels) : Normalized(network, file, shape.Channels);
        ThrowIfOtherClasses(file, labels.Count);
        var filled = NetworkLoader.Load(network, shape, labels.Count, file.Tensors, stream, isImport: true);
        PruningMasks.Apply(filled, file.Tensors, stream);
        var step = new ClassifierStep(StepName, $"{network}; {origin}", 0, 0, 0, TimeSpan.Zero, TimeSpan.Zero);
        filled.MoveTo(device);
        filled.Freeze();
        ThrowIfAnswersAreNotFinite(filled);
        return new ClassifierState(filled, columns, labels, recipe, RememberedRows.Unknown, [step]);
    }

    /// <summary>A network of this library with the file's normalisation, where the caller states none.</summary>
    private static NetworkArchitecture Normalized(NetworkArchitecture network, WeightsFile file, int channels)
    {
        var described = NetworkDescription.Of(network);
        if (described.Width is null || file.Normalization is not { } stated) return network;
        if (described.Normalization is null) return (described with { Normalization = OfFile(file, channels) }).ToArchitecture(
            brought: null);
        return described.Normalization.Equals(stated)
            ? network
            : throw new ModelFileException(
                $"The file's images are normalized by {stated}; the network that was passed has {described.Normalization}. "
                + "Pass it without, and the file's is taken.");
    }

    /// <summary>The normalisation that the file states, unless it is the usual one.</summary>
    private static ImageNormalization? OfFile(WeightsFile file, int channels)
    {
        var other = file.Normalization is { } stated && !stated.Equals(ImageNormalization.For(channels, null)) ? stated : null;
        return other is null || other.Means.Count == channels
            ? other
            : throw new ModelFileException($"The file's normalization is for {other.Means.Count} channels, its images have {channels}.");
    }

    private static NetworkArchitecture Told(WeightsFile file, long[]? stem, int channels)
    {
        var kind = NetworkDescription.KindOf([.. file.Tensors.Select(tensor => tensor.Name)]);
        if (kind is null || stem is not [>= 1 and <= NetworkDescription.MaximumWidth and var width, _, _, _])
            throw new ModelFileException(
                "The weights belong to no network of this library; their names begin with "
                + $"{NameList.Of(file.Tensors.Select(tensor => tensor.Name).Take(3))}. A ResNet-18 was expected, with 'conv1.weight', "
                + "'layer4.0.conv1.weight' and 'fc.weight', a SmallConvNet, or an Mlp with 'fc1.weight', 'bn1.weight' "
                + "and 'fc.weight'. Pass its architecture.");
        return new NetworkDescription(kind, (int)width, OfFile(file, channels)).ToArchitecture(brought: null);
    }

    private static ModelFileException StemForLargeImages(long[] stem) => new(
        $"Tensor 'conv1.weight' is {StoredTensor.Describe(stem)}: the network begins as ResNets for ImageNet do, by a 7x7 convolution and "
        + "pooling. Expected was the beginning for small images: 3x3, stride 1, no pooling. In PyTorch, set conv1 = "
        + $"nn.Conv2d({stem[1]}, {stem[0]}, 3, 1, 1, bias=False) and maxpool = nn.Identity() and train; "
        + "or pass an architecture of your own.");

    /// <summary>Weights can be finite and their answers not: of a negative variance, say, or of weights that are far too large.</summary>
    private static void ThrowIfAnswersAreNotFinite(ClassifierNetwork network)
    {
        var shape = network.Shape;
        using var black = NewTensor.Zeros(shape.Size);
        using var image = black.view([1, .. shape.Sizes]);
        if (!new InferencePass(network).Probabilities(image, 1).All(float.IsFinite))
            throw new ModelFileException(
                $"The network's answer to {(shape.IsVector ? "zeros" : "a black image")} is not finite: these weights cannot classify.");
    }

    private static void ThrowIfOtherClasses(WeightsFile file, int count)
    {
        if (file.Tensors.FirstOrDefault(tensor => tensor.Name == "fc.bias")?.Shape is [var outputs] && outputs != count)
            throw new ModelFileException($"The network has {outputs} outputs; {count} class names were given.");
    }
}
