using MLNetUnlearning.Data;

namespace MLNetUnlearning.Methods;

/// <summary>The term that follows the game: it holds the answers for forgotten rows close to those for unseen rows. It compares their
/// scaled confidences, the signal that shows members best.</summary>
/// <remarks>
/// The scaled confidence of a row is log(p / (1 - p)), where p is the probability of its label (Carlini et al. 2022). The term is the
/// Wasserstein-1 distance between the distributions of forgotten and of unseen rows; in one dimension this is the mean distance of the
/// sorted values. The best of all 1-Lipschitz critics of the signal reaches the same value (Kantorovich and Rubinstein). So the term acts
/// like an attacker that needs no training.
/// </remarks>
internal static class ConfidenceMatching
{
    /// <summary>The distance between a batch of forgotten rows and an equally large batch of unseen rows, with the graph through the
    /// network.</summary>
    /// <param name="run">The rows and the network.</param>
    /// <param name="batchSize">b, the number of rows of each kind.</param>
    /// <param name="augment">Whether the forgotten rows are augmented like the retained ones.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Distance(UnlearningRun run, int batchSize, bool augment)
    {
        var (forget, unseen) = (run.Split.Forget, run.Split.Unseen!);
        var forgotten = Batches.Draw(forget.Count, batchSize, run.Generator); // b
        var against = Batches.Draw(unseen.Count, batchSize, run.Generator); // b
        var moved = augment ? run.FeaturesAt(forget, forgotten) : forget.FeaturesAt(forgotten, run.Device); // b x C x H x W
        var images = cat([moved, unseen.FeaturesAt(against, run.Device)]); // 2b x C x H x W
        var labels = cat([forget.LabelsAt(forgotten, run.Device), unseen.LabelsAt(against, run.Device)]); // 2b
        return Distance(run.Network.forward(images).Logits, labels);
    }

    /// <summary>The distance, with the graph through the forgotten rows alone: the unseen rows are the target and do not move.</summary>
    /// <param name="logits">2b x K, forgotten rows first.</param>
    /// <param name="labels">2b, int64.</param>
    /// <returns>A scalar, natural logarithm.</returns>
    internal static Tensor Distance(Tensor logits, Tensor labels)
    {
        var batch = logits.shape[0] / 2;
        var confidences = Scaled(logits, nn.functional.one_hot(labels, logits.shape[1]).to(ScalarType.Float32)); // 2b
        var (forgotten, unseen) = (confidences.narrow(0, 0, batch), confidences.narrow(0, batch, batch).detach());
        return (forgotten.sort().Values - unseen.sort().Values).abs().mean();
    }

    /// <summary>The logit of the label minus the log-sum-exp of the other logits, b. This is log(p / (1 - p)), computed without
    /// overflow.</summary>
    internal static Tensor Scaled(Tensor logits, Tensor oneHot)
    {
        var others = logits.masked_fill(oneHot.ne(0), float.NegativeInfinity).logsumexp(1);
        return (logits * oneHot).sum([1]) - others;
    }
}
