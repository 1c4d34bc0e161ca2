using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Training;

/// <summary>How much a network's logits change when its input does: s = mean over m noisy copies of |D(x + e u) - D(x)| / e, where u ~ N(0,
/// I).</summary>
/// <remarks>The logits change less around members of the training set than around unseen rows (Yuan and Zhang 2022). Gradients flow through
/// both passes.</remarks>
public static class NoiseSensitivity
{
    /// <summary>e, the standard deviation of the noise, in pixel values of 0..1; as published. For vectors it is a share of each
    /// feature's standard deviation.</summary>
    public const double DefaultNoise = 1e-3;

    /// <summary>The sensitivity of every logit. Where gradients are computed, all copies pass the network as one batch; elsewhere one copy
    /// of all rows after the other, which takes less memory.</summary>
    /// <param name="network">The network, in training or evaluation mode as the caller wants it.</param>
    /// <param name="images">b x C x H x W, 0..1, or b x F.</param>
    /// <param name="logits">b x K, the network's answer to the images.</param>
    /// <param name="numberOfCopies">m, at least 1.</param>
    /// <param name="noise">e, positive, in the numbers that the network takes.</param>
    /// <param name="generator">The CPU generator that draws u.</param>
    /// <returns>b x K, in logits per unit of pixel value or feature.</returns>
    public static Tensor Of(
        ClassifierNetwork network, Tensor images, Tensor logits, int numberOfCopies, double noise, Generator generator) =>
        Of(network, images, logits, numberOfCopies, noise, FeatureUnit.Pixels, generator);

    /// <summary>The sensitivity to noise in a unit.</summary>
    internal static Tensor Of(
        ClassifierNetwork network, Tensor images, Tensor logits, int numberOfCopies, double noise, FeatureUnit unit, Generator generator)
    {
        var drawn = NewTensor.RandomNormal([numberOfCopies, .. images.shape], generator).SentTo(images.device); // m x b x C x H x W
        return Of(network, images, logits, unit.Scaled(drawn), noise);
    }

    /// <summary>The sensitivity along given directions.</summary>
    /// <param name="network">The network, in training or evaluation mode as the caller wants it.</param>
    /// <param name="images">b x C x H x W, 0..1.</param>
    /// <param name="logits">b x K, the network's answer to the images.</param>
    /// <param name="directions">u, m x b x C x H x W.</param>
    /// <param name="noise">e, positive.</param>
    /// <returns>b x K, in logits per unit of pixel value.</returns>
    public static Tensor Of(ClassifierNetwork network, Tensor images, Tensor logits, Tensor directions, double noise)
    {
        // Noise this small is lost in fewer digits.
        var precision = network.Precision;
        if (!network.ComputesInHalf) return OfExact(network, images, logits, directions, noise);
        network.Precision = Precision.Float32;
        try
        {
            return OfExact(network, images, network.forward(images).Logits, directions, noise);
        }
        finally
        {
            network.Precision = precision;
        }
    }

    private static Tensor OfExact(ClassifierNetwork network, Tensor images, Tensor logits, Tensor directions, double noise)
    {
        var copies = directions.shape[0];
        if (!is_grad_enabled()) return OneAfterTheOther(network, images, logits, directions, noise);
        var noisy = (images.unsqueeze(0) + noise * directions).flatten(0, 1); // (m b) x C x H x W
        var noisyLogits = network.forward(noisy).Logits.view(copies, images.shape[0], -1); // m x b x K
        return (noisyLogits - logits.unsqueeze(0)).abs().mean([0]) / noise;
    }

    /// <summary>The sensitivity with one copy of each row in memory. Where gradients are to flow through, all copies are needed at
    /// once.</summary>
    private static Tensor OneAfterTheOther(ClassifierNetwork network, Tensor images, Tensor logits, Tensor directions, double noise)
    {
        using var scope = NewDisposeScope();
        var sum = zeros_like(logits); // b x K
        foreach (var copy in Enumerable.Range(0, (int)directions.shape[0]))
        {
            using var pass = NewDisposeScope();
            sum.add_((network.forward(images + noise * directions[copy]).Logits - logits).abs());
        }
        return (sum / (directions.shape[0] * noise)).MoveToOuterDisposeScope();
    }
}
