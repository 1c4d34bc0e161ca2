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

    /// <summary>A multilayer perceptron, for vectors: the columns of a table, or features from another network. Hidden layers are linear,
    /// batch normalisation, ReLU, dropout. Of an image it takes the pixels as a vector.</summary>
    /// <param name="hidden">The width of each hidden layer, in their order. Null: 256 and 128. Wider or more of them can learn more and
    /// take longer.</param>
    /// <param name="dropout">The share of each hidden layer's outputs that a step of training leaves out, in [0, 1). More fits the rows
    /// less closely, which helps where there are few. Leave it at 0 for a game whose attackers see the sensitivity, which dropout would
    /// drown.</param>
    /// <param name="standardize">Whether the network subtracts the mean of each feature and divides by its deviation. Both are taken from
    /// the rows that it is trained on, and from those that stay when it is retrained. They are part of its weights. False takes features as
    /// they are, for pipelines that normalise.</param>
    /// <exception cref="ArgumentException">There is no hidden layer, or a setting is out of range.</exception>
    public static NetworkArchitecture Mlp(IReadOnlyList<int>? hidden = null, double dropout = 0, bool standardize = true) =>
        new MlpArchitecture(hidden ?? [256, 128], dropout, standardize);
}
