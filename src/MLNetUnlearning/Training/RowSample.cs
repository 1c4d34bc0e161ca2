using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Training;

/// <summary>Up to <see cref="MostRows"/> of some rows, for questions to a network that need not be put to all of them. Classes have the
/// shares that they have of all the rows; within a class, rows are taken at equal distances.</summary>
internal sealed class RowSample
{
    /// <summary>Rows that tell an accuracy to about three points.</summary>
    public const int MostRows = 1000;

    private const int BatchSize = 64;

    private readonly RowSubset chosen;

    /// <summary>Chooses among the rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="most">The most rows to choose.</param>
    public RowSample(RowSubset rows, int most = MostRows)
    {
        var count = Math.Min(rows.Count, most);
        var classes = rows.Classes;
        // In the order of their classes: classes that take turns would fall in step with the distance.
        long[] order = [.. Enumerable.Range(0, rows.Count).Select(row => (long)row).OrderBy(row => classes[(int)row])];
        chosen = rows.Select(Enumerable.Range(0, count).Select(place => order[(long)place * rows.Count / count]).Order());
    }

    /// <summary>The number of rows that were chosen.</summary>
    public int Count => chosen.Count;

    /// <summary>Their class indices.</summary>
    public IReadOnlyList<long> Classes => chosen.Classes;

    /// <summary>How a network answers them, in evaluation mode.</summary>
    /// <param name="network">The network; it stays as it is.</param>
    /// <param name="cancellationToken">Ends the passes early.</param>
    /// <param name="goesOn">Whether the rest is asked about after so many wrong answers; null: always.</param>
    /// <returns>The answers to all rows, or to those that were asked about.</returns>
    public RowAnswers Ask(ClassifierNetwork network, CancellationToken cancellationToken, Func<int, bool>? goesOn = null)
    {
        using var scope = NewDisposeScope();
        var (right, confidences, wrong) = (new List<Tensor>(), new List<Tensor>(), 0); // of each batch, b; read when they are needed
        new InferencePass(network).Over(
            chosen, BatchSize,
            (logits, labels) =>
            {
                var probabilities = logits.softmax(1); // b x K
                right.Add(probabilities.argmax(1).eq(labels).MoveToOuterDisposeScope());
                confidences.Add(
                    probabilities.gather(1, labels.unsqueeze(1)).flatten().to(ScalarType.Float32).MoveToOuterDisposeScope());
            },
            cancellationToken,
            goesOn is null ? null : () => goesOn(wrong += (int)right[^1].logical_not().sum().cpu().item<long>()));
        return right.Count == 0
            ? new RowAnswers([], [])
            : new RowAnswers(cat(right).cpu().data<bool>().ToArray(), cat(confidences).cpu().data<float>().ToArray());
    }
}

/// <summary>The answers of a network to some rows.</summary>
/// <param name="AreRight">Whether the most probable class is the true one, for each row.</param>
/// <param name="Confidences">The probability of the true class of each row, 0 to 1.</param>
internal sealed record RowAnswers(IReadOnlyList<bool> AreRight, IReadOnlyList<float> Confidences)
{
    /// <summary>How many rows were answered wrong.</summary>
    public int NumberOfWrong => AreRight.Count(right => !right);

    /// <summary>The accuracy, in percent; 0 if there are no rows.</summary>
    public double Accuracy => AreRight.Count == 0 ? 0 : 100.0 * (AreRight.Count - NumberOfWrong) / AreRight.Count;

    /// <summary>The mean confidence, in percent; 0 if there are no rows.</summary>
    public double Confidence => Confidences.Count == 0 ? 0 : 100 * Math.Min(1, Confidences.Average(value => (double)value));
}
