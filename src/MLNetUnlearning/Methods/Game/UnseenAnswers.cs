using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Methods;

/// <summary>What the given classifier answers to unseen rows. The game holds the network to it, so that the yardstick stays where it is:
/// without, both players may meet at answers that are worse for all rows.</summary>
internal sealed class UnseenAnswers : IDisposable
{
    private const int BatchSize = 256;
    private readonly Tensor probabilities; // U x K

    /// <param name="run">Its network has not been changed yet.</param>
    /// <param name="unseen">The unseen rows of the game.</param>
    public UnseenAnswers(UnlearningRun run, RowSubset unseen)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        // A retrained model never names a class that it has not seen.
        var gone = run.Split.ForgottenClasses.Count == 0 ? null
            : NewTensor.Of(run.Split.ForgottenClasses.Select(index => (long)index).ToArray()).to(run.Device);
        new InferencePass(run.Network).Over(
            unseen, BatchSize,
            (logits, _) =>
            {
                var possible = gone is null ? logits : logits.index_fill(1, gone, float.NegativeInfinity);
                parts.Add(possible.softmax(1).MoveToOuterDisposeScope());
            },
            run.CancellationToken);
        probabilities = cat(parts).DetachFromDisposeScope();
    }

    /// <summary>The mean cross-entropy of answers against those of the given classifier.</summary>
    /// <param name="logits">b x K, the answers now, with the graph through the network.</param>
    /// <param name="indices">b, the numbers of the unseen rows.</param>
    /// <returns>A scalar, natural logarithm.</returns>
    public Tensor Loss(Tensor logits, Tensor indices) =>
        -(probabilities.index_select(0, indices.to(probabilities.device)) * logits.log_softmax(1)).sum(1).mean();

    public void Dispose() => probabilities.Dispose();
}
