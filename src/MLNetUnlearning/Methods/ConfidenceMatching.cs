using MLNetUnlearning.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNetUnlearning.Methods;

/// <summary>What takes the game's place once it is over: it holds the answers for forgotten rows to those for unseen ones, by the one signal that tells members best, the scaled confidence.</summary>
/// <remarks>
/// The scaled confidence of a row in a label is log(p / (1 - p)), p the label's probability (Carlini et al. 2022). The distance between the
/// two distributions is Wasserstein-1, which is what the best of all 1-Lipschitz critics of that signal reaches (Kantorovich and Rubinstein): an attacker that needs
/// no training. In one dimension it is the mean distance of the sorted values. Random rows are held to unseen rows, each in its own label; where a class is forgotten, its
/// rows to the unseen rows of the other classes, all in the forgotten label.
/// </remarks>
internal sealed class ConfidenceMatching : IDisposable
{
    private const int FewestRows = 2;
    private readonly UnlearningRun run;
    private readonly LabeledImages yardstick;
    private readonly int batchSize;

    /// <param name="settings">The batches.</param>
    /// <param name="run">The rows and the network.</param>
    /// <exception cref="UnlearningException">Too few unseen rows are of another class than the forgotten one.</exception>
    public ConfidenceMatching(AdversarialMinMax settings, UnlearningRun run)
    {
        this.run = run;
        yardstick = Yardstick(run.Split);
        batchSize = settings.BatchOf(run.Split.Forget.Count, yardstick.Count);
    }

    /// <summary>The distance over a batch of each kind, with the graph through the network.</summary>
    /// <param name="augment">What is done to the forgotten images first, b x C x H x W.</param>
    /// <returns>A scalar.</returns>
    public Tensor Distance(Func<Tensor, Tensor> augment)
    {
        Tensor forgotten = Batches.Draw(run.Split.Forget.Count, batchSize, run.Generator), unseen = Batches.Draw(yardstick.Count, batchSize, run.Generator);   // b, b
        Tensor images = cat([augment(run.Split.Forget.Images(forgotten, run.Device)), yardstick.Images(unseen, run.Device)]);   // 2b x C x H x W
        Tensor labels = run.Split.Forget.LabelsAt(forgotten, run.Device);   // b
        Tensor against = run.Split.ForgottenClass is null ? yardstick.LabelsAt(unseen, run.Device) : labels;   // b; a forgotten class is one label for all
        return Distance(run.Network.forward(images).Logits, cat([labels, against]));
    }

    /// <summary>The distance, with the graph through the forgotten rows alone: unseen rows are the yardstick and stay where they are.</summary>
    /// <param name="logits">2b x K, forgotten rows first.</param>
    /// <param name="labels">2b, int64.</param>
    /// <returns>A scalar, natural logarithm.</returns>
    internal static Tensor Distance(Tensor logits, Tensor labels)
    {
        long batch = logits.shape[0] / 2;
        Tensor confidences = Scaled(logits, nn.functional.one_hot(labels, logits.shape[1]).to(ScalarType.Float32));   // 2b
        Tensor forgotten = confidences.narrow(0, 0, batch), unseen = confidences.narrow(0, batch, batch).detach();
        return (forgotten.sort().Values - unseen.sort().Values).abs().mean();
    }

    public void Dispose() => yardstick.Dispose();

    /// <summary>The logit of the label less the log-sum-exp of the other logits, which is log(p / (1 - p)) without its overflow; b.</summary>
    private static Tensor Scaled(Tensor logits, Tensor oneHot)
    {
        Tensor others = logits.masked_fill(oneHot.ne(0), float.NegativeInfinity).logsumexp(1);
        return (logits * oneHot).sum([1]) - others;
    }

    private static LabeledImages Yardstick(ForgetSplit split)
    {
        long[] labels = split.Unseen!.Labels.data<long>().ToArray();
        long[] rows = [.. Enumerable.Range(0, labels.Length).Where(row => labels[row] != split.ForgottenClass).Select(row => (long)row)];
        return rows.Length >= FewestRows
            ? split.Unseen.Select(rows)
            : throw new UnlearningException(
                $"{nameof(GameSchedule.ConfidenceMatchingWeight)} needs {FewestRows} unseen rows or more of classes that are kept and has {rows.Length}: give more, or set it to 0.");
    }
}
