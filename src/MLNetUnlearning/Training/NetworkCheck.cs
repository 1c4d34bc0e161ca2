using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using TorchSharp;

namespace MLNetUnlearning.Training;

/// <summary>What a trained or changed network must be before anyone gets it: a function whose answers are numbers.</summary>
internal static class NetworkCheck
{
    /// <summary>Rows that are asked about. Weights can be finite and yet so large that every answer overflows.</summary>
    private const int MostRows = 32;

    /// <summary>The most accuracy that a step may cost on retained rows, 0 to 1. What costs more is refused where a weaker step can be
    /// searched for, and marked elsewhere.</summary>
    public const double LargestLoss = 0.15;

    /// <summary>Rows that tell an accuracy to about two points.</summary>
    private const int MostRowsOfAccuracy = 512;

    private const string Remedy = "lower the learning rate, and train in batches of two rows or more. Nothing was changed.";

    /// <summary>The accuracy of a network on up to <see cref="MostRowsOfAccuracy"/> of some rows, evenly chosen.</summary>
    /// <param name="network">The network; it stays as it is.</param>
    /// <param name="rows">The rows; at least one.</param>
    /// <param name="cancellationToken">Ends the passes early.</param>
    /// <returns>0 to 1.</returns>
    public static double Accuracy(ClassifierNetwork network, RowSubset rows, CancellationToken cancellationToken)
    {
        var count = Math.Min(rows.Count, MostRowsOfAccuracy);
        var chosen = rows.Select(Enumerable.Range(0, count).Select(index => (long)index * rows.Count / count));
        var right = 0L;
        new InferencePass(network).Over(
            chosen, MostRows, (logits, labels) => right += logits.argmax(1).eq(labels).sum().ToInt64(), cancellationToken);
        return (double)right / count;
    }

    /// <summary>Refuses a network with a weight, a statistic or an answer that is not finite, or with answers of another shape than b x K.
    /// </summary>
    /// <param name="network">The network; it stays as it is.</param>
    /// <param name="rows">The rows of the run.</param>
    /// <param name="name">What was done to the network, for the message.</param>
    /// <exception cref="UnlearningException">Something is not finite, or not b x K.</exception>
    public static void ThrowIfUnsound(ClassifierNetwork network, RowSubset rows, string name)
    {
        foreach (var (weightName, weight) in network.state_dict().Where(weight => weight.Value.is_floating_point()))
        {
            using var finite = weight.isfinite();
            using var all = finite.all();
            if (!all.ToBoolean())
                throw new UnlearningException($"After '{name}' weight '{weightName}' is not finite: {Remedy}");
        }
        var asked = rows.Select(Enumerable.Range(0, Math.Min(MostRows, rows.Count)).Select(row => (long)row));
        var answersAreFinite = true;
        new InferencePass(network).Over(asked, MostRows, Look, CancellationToken.None);
        if (!answersAreFinite)
            throw new UnlearningException($"After '{name}' the network's answers are not finite: {Remedy}");

        void Look(Tensor logits, Tensor labels)
        {
            if (!logits.shape.SequenceEqual([labels.shape[0], network.NumberOfClasses]))
                throw new UnlearningException(
                    $"Network '{network.Architecture.Name}' gives logits of {string.Join(" x ", logits.shape)} for {labels.shape[0]} rows; "
                    + $"{labels.shape[0]} x {network.NumberOfClasses} are needed, one for each class.");
            answersAreFinite &= logits.isfinite().all().ToBoolean();
        }
    }
}
