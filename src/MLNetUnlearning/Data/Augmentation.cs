using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>Random crops and mirror images, drawn anew for every batch: the usual augmentation for CIFAR.</summary>
/// <remarks>The image is padded with zeros on all four sides. A window of the image's own size is cut out at a random place, and half of
/// the windows, at random, are mirrored. One gather operation does this for the whole batch.</remarks>
public sealed record Augmentation : ISettings
{
    private const int SidesOfPadding = 8;

    /// <summary>The largest shift of an image, in pixels.</summary>
    /// <value>Null: an eighth of the shorter side, at least 1; that is 4 for CIFAR's 32 pixels. A larger shift makes training rows harder
    /// and reduces overfitting; 0 shifts nothing.</value>
    public int? Padding { get; init; }

    /// <summary>Whether half of the images, chosen at random, are mirrored left to right.</summary>
    /// <value>True by default. Turn it off where left and right carry meaning, as in digits.</value>
    public bool HorizontalFlip { get; init; } = true;

    /// <inheritdoc/>
    public IEnumerable<string> Violations() => new SettingChecks().AtLeast(Padding, 0);

    /// <summary>The settings as text.</summary>
    public override string ToString() =>
        $"random crops after padding by {Padding?.ToString(CultureInfo.InvariantCulture) ?? "an eighth of the side"}"
        + (HorizontalFlip ? ", random mirroring" : "");

    /// <summary>These settings with the padding chosen for images of a size, unless it is stated.</summary>
    internal Augmentation ChosenFor(long height, long width) =>
        this with { Padding = Padding ?? (int)Math.Max(1, Math.Min(height, width) / SidesOfPadding) };

    /// <summary>Augments a batch.</summary>
    /// <param name="images">b x C x H x W, on any device; not changed.</param>
    /// <param name="generator">The CPU generator that draws shifts and mirrorings. The same state gives the same batch.</param>
    /// <returns>A new tensor of the same shape.</returns>
    /// <exception cref="ArgumentException">The rows are no images.</exception>
    public Tensor Apply(Tensor images, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(generator);
        if (images.shape.Length != 4) throw new ArgumentException("Expected b x C x H x W: only images are augmented.", nameof(images));
        using var scope = NewDisposeScope();
        var (batch, channels, height, width) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
        var padding = ChosenFor(height, width).Padding!.Value; // P
        var (paddedHeight, paddedWidth) = (height + 2 * padding, width + 2 * padding);

        var padded = nn.functional.pad(images, (padding, padding, padding, padding)); // b x C x (H + 2P) x (W + 2P)
        var rows = Offsets(padding, batch, generator, images.device) + NewTensor.Range(0, height, images.device).view(1, height); // b x H
        var columns = Offsets(padding, batch, generator, images.device) + Mirrored(batch, width, generator, images.device); // b x W
        var places = rows.view(batch, height, 1) * paddedWidth + columns.view(batch, 1, width); // b x H x W, into a padded plane
        return padded.reshape(batch, channels, paddedHeight * paddedWidth)
            .gather(2, places.view(batch, 1, height * width).expand(batch, channels, height * width))
            .view(batch, channels, height, width)
            .MoveToOuterDisposeScope();
    }

    private static Tensor Offsets(int padding, long batch, Generator generator, Device device) =>
        NewTensor.RandomWhole(2 * padding + 1, [batch, 1], generator).SentTo(device);

    /// <summary>The columns of each window, b x W: 0, 1, .., or in reverse order.</summary>
    private Tensor Mirrored(long batch, long width, Generator generator, Device device)
    {
        var forward = NewTensor.Range(0, width, device).view(1, width);
        if (!HorizontalFlip) return forward;
        var flip = NewTensor.RandomWhole(2, [batch, 1], generator).SentTo(device); // 0 or 1
        return forward + flip * (width - 1 - 2 * forward);
    }
}
