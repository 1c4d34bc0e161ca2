using static TorchSharp.torch;

namespace MLNetUnlearning.Methods;

/// <summary>How differently forgotten and unseen rows are answered, by the one signal that tells members best: the scaled confidence.</summary>
/// <remarks>
/// The scaled confidence of a row is log(p / (1 - p)), p the probability of its label (Carlini et al. 2022). The distance between the two
/// distributions is Wasserstein-1, which is what the best of all 1-Lipschitz critics of that signal reaches (Kantorovich and Rubinstein): an attacker that needs
/// no training. In one dimension it is the mean distance of the sorted values.
/// </remarks>
internal static class ConfidenceMatching
{
    /// <summary>The distance, with the graph through the forgotten rows alone: unseen rows are the yardstick and stay where they are.</summary>
    /// <param name="views">2b x 2K or wider: logits, then one-hot labels; forgotten rows first.</param>
    /// <param name="numberOfClasses">K.</param>
    /// <returns>A scalar, natural logarithm.</returns>
    public static Tensor Distance(Tensor views, int numberOfClasses)
    {
        long batch = views.shape[0] / 2;
        Tensor confidences = Scaled(views.narrow(1, 0, numberOfClasses), views.narrow(1, numberOfClasses, numberOfClasses));   // 2b
        Tensor forgotten = confidences.narrow(0, 0, batch), unseen = confidences.narrow(0, batch, batch).detach();
        return (forgotten.sort().Values - unseen.sort().Values).abs().mean();
    }

    /// <summary>The logit of the label less the log-sum-exp of the other logits, which is log(p / (1 - p)) without its overflow; b.</summary>
    private static Tensor Scaled(Tensor logits, Tensor oneHot)
    {
        Tensor others = logits.masked_fill(oneHot.ne(0), float.NegativeInfinity).logsumexp(1);
        return (logits * oneHot).sum([1]) - others;
    }
}
