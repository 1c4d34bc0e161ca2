using MLNetUnlearning.Networks;

namespace MLNetUnlearning;

/// <summary>Ready-made architectures.</summary>
public static class KnownNetworks
{
    /// <summary>ResNet-18 with the stem for small images (3x3, stride 1, no pooling): the network of the published tables.</summary>
    /// <param name="width">Channels of the first stage; the later ones have 2, 4 and 8 times as many. 64 is the published network; 16
    /// trains about ten times faster and is enough for small data.</param>
    /// <param name="normalization">What is done to the images first; it must be for their number of channels. Null: CIFAR-10's for three
    /// channels, otherwise 1/2 and 1/4.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is less than 1.</exception>
    public static NetworkArchitecture ResNet18(int width = 64, ImageNormalization? normalization = null) =>
        new ResNet18Architecture(width, normalization);

    /// <summary>Three convolutions with pooling: for tests, demonstrations and quick trials.</summary>
    /// <param name="width">Channels of the first convolution; the later ones have 2 and 4 times as many.</param>
    /// <param name="normalization">What is done to the images first; it must be for their number of channels. Null: CIFAR-10's for three
    /// channels, otherwise 1/2 and 1/4.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is less than 1.</exception>
    public static NetworkArchitecture SmallConvNet(int width = 16, ImageNormalization? normalization = null) =>
        new SmallConvNetArchitecture(width, normalization);
}
