using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Methods;

/// <summary>What the given classifier answers to unseen rows. The game holds the network to it, so that the yardstick stays where it is:
/// without, both players may meet at answers that are worse for all rows.</summary>
internal sealed class UnseenAnswers : IDisposable
{
    private readonly Tensor probabilities; // U x K

    /// <param name="run">Its network has not been changed yet.</param>
    /// <param name="unseen">The unseen rows of the game.</param>
    /// <param name="staying">Of each class, whether retained rows have it.</param>
    /// <param name="batchSize">Rows in a pass.</param>
    public UnseenAnswers(UnlearningRun run, RowSubset unseen, IReadOnlyList<bool> staying, int batchSize)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        // A retrained model never names a class of which no row stays.
        using var goes = ClassesThatGo(staying, run.Device); // K
        new InferencePass(run.Network).Over(
            unseen, batchSize,
            (logits, _) => parts.Add(logits.masked_fill(goes, float.NegativeInfinity).softmax(1).MoveToOuterDisposeScope()),
            run.CancellationToken);
        probabilities = cat(parts).DetachFromDisposeScope();
    }

    /// <summary>Of each class, whether no retained row has it: K, <c>Bool</c>, in no dispose scope.</summary>
    /// <param name="staying">Of each class, whether retained rows have it.</param>
    /// <param name="device">Where it is made.</param>
    public static Tensor ClassesThatGo(IReadOnlyList<bool> staying, Device device)
    {
        using var scope = NewDisposeScope();
        return NewTensor.Of(staying.Select(stays => stays ? 0L : 1L).ToArray()).ne(0).to(device).DetachFromDisposeScope();
    }

    /// <summary>The mean cross-entropy of answers against those of the given classifier.</summary>
    /// <param name="logits">b x K, the answers now, with the graph through the network.</param>
    /// <param name="indices">b, the numbers of the unseen rows, on the CPU.</param>
    /// <returns>A scalar, natural logarithm.</returns>
    public Tensor Loss(Tensor logits, Tensor indices) =>
        -(probabilities.index_select(0, indices.SentTo(probabilities.device)) * logits.log_softmax(1)).sum(1).mean();

    public void Dispose() => probabilities.Dispose();
}
