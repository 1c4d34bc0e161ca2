using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using TorchSharp;

namespace MLNetUnlearning.Training;

/// <summary>What a trained or changed network must be before anyone gets it: a function whose answers are numbers.</summary>
internal static class NetworkCheck
{
    /// <summary>Rows that are asked about. Weights can be finite and yet so large that every answer overflows.</summary>
    private const int MostRows = 32;

    /// <summary>What helps where something is not finite, to end a message with.</summary>
    public const string Remedy = "lower the learning rate, and train in batches of two rows or more. Nothing was changed.";

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
