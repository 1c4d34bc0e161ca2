using MLNetUnlearning.Data;
using MLNetUnlearning.Onnx;

namespace MLNetUnlearning;

/// <summary>What a network does to its images first: it subtracts a mean from each channel of 0..1 and divides by a deviation.</summary>
/// <remarks>It is part of the network, so pixels go in as they are. Imported weights need the numbers that they were trained
/// with.</remarks>
public sealed record ImageNormalization
{
    private readonly float[] means;
    private readonly float[] deviations;

    /// <summary>Creates a normalisation.</summary>
    /// <param name="means">One number a channel, for pixels of 0 to 1.</param>
    /// <param name="deviations">One positive number a channel.</param>
    /// <exception cref="ArgumentException">The lists are empty or differ in length, or a number is not finite, or a deviation not
    /// positive.</exception>
    public ImageNormalization(IReadOnlyList<float> means, IReadOnlyList<float> deviations)
    {
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(deviations);
        Settings.ThrowIfAny(
            new SettingChecks()
                .Check(means, means.Count > 0 && means.All(float.IsFinite), "one finite number a channel")
                .Check(
                    deviations, deviations.Count == means.Count && deviations.All(deviation => deviation > 0 && float.IsFinite(deviation)),
                    "one positive, finite number a channel"),
            "the normalization");
        (this.means, this.deviations) = ([.. means], [.. deviations]);
    }

    /// <summary>The normalisation of CIFAR-10: means 0.4914, 0.4822, 0.4465, deviations 0.2470, 0.2435, 0.2616.</summary>
    public static ImageNormalization Cifar10 { get; } = new([0.4914f, 0.4822f, 0.4465f], [0.2470f, 0.2435f, 0.2616f]);

    /// <summary>The mean that is subtracted, one number a channel.</summary>
    public IReadOnlyList<float> Means => means;

    /// <summary>The deviation that is divided by, one number a channel.</summary>
    public IReadOnlyList<float> Deviations => deviations;

    /// <summary>No normalisation: the network gets pixels of 0 to 1.</summary>
    /// <param name="channels">Color planes of the images.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="channels"/> is less than 1.</exception>
    public static ImageNormalization None(int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        return new(Same(channels, 0), Same(channels, 1));
    }

    /// <summary>The given normalisation. For null it is that of CIFAR-10 for three channels, otherwise 1/2 and 1/4: about zero mean and
    /// unit deviation.</summary>
    /// <exception cref="ArgumentException">The given one is for another number of channels.</exception>
    internal static ImageNormalization For(int channels, ImageNormalization? given)
    {
        if (given is null) return channels == 3 ? Cifar10 : new(Same(channels, 0.5f), Same(channels, 0.25f));
        return given.Means.Count == channels
            ? given
            : throw new ArgumentException(
                $"The normalization is for {given.Means.Count} channels, the images have {channels}.", nameof(given));
    }

    /// <summary>Normalises images. The result is channels-last in memory; the convolutions that follow keep this layout and run faster on
    /// it.</summary>
    /// <param name="images">b x C x H x W.</param>
    /// <param name="toHalf">Whether the result is bfloat16, in which the following layers then compute.</param>
    internal Tensor Apply(Tensor images, bool toHalf)
    {
        var mean = NewTensor.Of(means).SentTo(images.device); // C
        var deviation = NewTensor.Of(deviations).SentTo(images.device); // C
        var rows = images.permute(0, 2, 3, 1); // b x H x W x C
        var normalized = ((rows - mean) / deviation).contiguous();
        return (toHalf ? normalized.to(ScalarType.BFloat16) : normalized).permute(0, 3, 1, 2); // b x C x H x W
    }

    /// <summary>Adds the nodes that compute <see cref="Apply"/>.</summary>
    internal OnnxValue ToOnnx(OnnxGraph graph, OnnxValue images)
    {
        using var scope = NewDisposeScope();
        Tensor PerChannel(float[] values) => NewTensor.Of(values).view(-1, 1, 1); // C x 1 x 1
        var centred = graph.Node("Sub", [images, graph.Constant(PerChannel(means))]);
        return graph.Node("Div", [centred, graph.Constant(PerChannel(deviations))]);
    }

    /// <summary>Whether both lists hold the same numbers.</summary>
    /// <param name="other">The other normalisation.</param>
    public bool Equals(ImageNormalization? other) =>
        other is not null && Means.SequenceEqual(other.Means) && Deviations.SequenceEqual(other.Deviations);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Means[0], Deviations[0], Means.Count);

    /// <summary>The numbers as text.</summary>
    public override string ToString() => $"means {Words(Means)}, deviations {Words(Deviations)}";

    private static float[] Same(int count, float value) => [.. Enumerable.Repeat(value, count)];

    private static string Words(IEnumerable<float> numbers) =>
        string.Join(" ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
