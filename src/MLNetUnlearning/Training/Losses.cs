using static TorchSharp.torch.nn;

namespace MLNetUnlearning.Training;

/// <summary>The losses of the methods, each a pure function of tensors.</summary>
public static class Losses
{
    /// <summary>Mean cross-entropy of logits against class indices.</summary>
    /// <param name="logits">b x K.</param>
    /// <param name="labels">b, int64, 0..K-1.</param>
    /// <returns>A scalar, natural logarithm.</returns>
    public static Tensor CrossEntropy(Tensor logits, Tensor labels) => functional.cross_entropy(logits, labels);

    /// <summary>Mean cross-entropy in which no row counts for more than a limit. A row above the limit has no gradient, so raising this
    /// loss stops there.</summary>
    /// <param name="logits">b x K.</param>
    /// <param name="labels">b, int64, 0..K-1.</param>
    /// <param name="limit">The most that a row counts for; null for no limit.</param>
    /// <returns>A scalar, natural logarithm.</returns>
    public static Tensor BoundedCrossEntropy(Tensor logits, Tensor labels, double? limit) => limit is { } largest
        ? functional.cross_entropy(logits, labels, reduction: Reduction.None).clamp_max(largest).mean()
        : CrossEntropy(logits, labels);

    /// <summary>How far a student's answers are from a teacher's: mean over rows of T^2 KL(teacher || student), both softened by the
    /// temperature T (Hinton et al. 2015).</summary>
    /// <param name="teacher">b x K, logits.</param>
    /// <param name="student">b x K, logits.</param>
    /// <param name="temperature">T, positive. Higher makes small probabilities count more.</param>
    /// <param name="limit">The most that a row counts for. A row above it has no gradient. Null sets no limit.</param>
    /// <returns>A scalar, natural logarithm.</returns>
    public static Tensor Divergence(Tensor teacher, Tensor student, double temperature = 1, double? limit = null)
    {
        var expected = functional.log_softmax(teacher / temperature, dim: 1); // b x K
        var given = functional.log_softmax(student / temperature, dim: 1); // b x K
        var rows = temperature * temperature * (expected.exp() * (expected - given)).sum(1); // b
        return (limit is { } largest ? rows.clamp_max(largest) : rows).mean();
    }

    /// <summary>Barlow Twins (Zbontar et al. 2021) between the features of two batches: each feature should correlate with itself and with
    /// no other feature.</summary>
    /// <remarks>
    /// Features are standardised over the batch by the unbiased deviation plus <paramref name="epsilon"/>; C = A^T B / b; L = sum_i (C_ii -
    /// 1)^2 + w sum_{i != j} C_ij^2. Published code divides by the deviation alone, so that a dead feature gives NaN.
    /// </remarks>
    /// <param name="first">b x F.</param>
    /// <param name="second">b x F, as many rows.</param>
    /// <param name="offDiagonalWeight">w, 5e-3 as published.</param>
    /// <param name="epsilon">Added to each deviation.</param>
    /// <returns>A scalar.</returns>
    public static Tensor BarlowTwins(Tensor first, Tensor second, double offDiagonalWeight = 5e-3, double epsilon = 1e-6)
    {
        var correlation = mm(Standardise(first, epsilon).t(), Standardise(second, epsilon)) / first.shape[0]; // F x F
        var diagonal = correlation.diag(); // F
        var onDiagonal = (diagonal - 1).pow(2).sum();
        var offDiagonal = correlation.pow(2).sum() - diagonal.pow(2).sum();
        return onDiagonal + offDiagonalWeight * offDiagonal;
    }

    /// <summary>VICReg (Bardes et al. 2022, equation 6): paired rows should be alike, every feature should vary, and no two features should
    /// be alike.</summary>
    /// <remarks>L = 25 s + 25 (v(A) + v(B)) + c(A) + c(B); s = mean |a - b|^2 over the rows, v = mean over features of max(0, 1 -
    /// sqrt(variance + 1e-4)), c = sum of squared covariances of two features / F.</remarks>
    /// <param name="first">b x F.</param>
    /// <param name="second">b x F, as many rows.</param>
    /// <returns>A scalar.</returns>
    public static Tensor VicReg(Tensor first, Tensor second)
    {
        var invariance = (first - second).pow(2).sum(1).mean();
        return 25 * invariance + 25 * (Spread(first) + Spread(second)) + Covariance(first) + Covariance(second);
    }

    private static Tensor Spread(Tensor features)
    {
        var variance = (features - features.mean([0], keepdim: true)).pow(2).sum([0]) / (features.shape[0] - 1); // F
        return functional.relu(1 - (variance + 1e-4).sqrt()).mean();
    }

    private static Tensor Covariance(Tensor features)
    {
        var centred = features - features.mean([0], keepdim: true);
        var covariance = mm(centred.t(), centred) / (features.shape[0] - 1); // F x F
        return (covariance.pow(2).sum() - covariance.diag().pow(2).sum()) / features.shape[1];
    }

    private static Tensor Standardise(Tensor features, double epsilon)
    {
        var centred = features - features.mean([0], keepdim: true);
        // std has an infinite gradient at a dead feature, so a number far below epsilon squared is added before the root is taken.
        var deviation = (centred.pow(2).sum(0, keepdim: true) / (features.shape[0] - 1) + 1e-20).sqrt();
        return centred / (deviation + epsilon);
    }
}
