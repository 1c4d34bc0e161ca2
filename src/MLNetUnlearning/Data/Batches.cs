namespace MLNetUnlearning.Data;

/// <summary>Draws batches: the numbers of the rows that pass through a network together.</summary>
public static class Batches
{
    /// <summary>One epoch: every row once, in random order.</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="batchSize">Rows per batch; the last batch may be shorter. If a single row is left over, it joins the batch before it,
    /// because batch normalisation can make nothing of one row.</param>
    /// <param name="generator">The CPU generator that shuffles.</param>
    /// <returns>Row numbers: b, <c>Int64</c>. Each tensor lives until the next one is requested, whatever dispose scopes are opened or
    /// closed meanwhile.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
    public static IEnumerable<Tensor> Shuffled(long count, int batchSize, Generator generator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentNullException.ThrowIfNull(generator);
        return Epoch(count, batchSize, generator);
    }

    /// <summary>Draws distinct rows at random.</summary>
    /// <param name="count">Number of rows to draw from.</param>
    /// <param name="batchSize">Number of rows to draw.</param>
    /// <param name="generator">The CPU generator that draws.</param>
    /// <returns>Distinct row numbers: batchSize, <c>Int64</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1 or above the number of rows.</exception>
    public static Tensor Draw(long count, int batchSize, Generator generator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batchSize, count);
        using var order = NewTensor.RandomOrder(count, generator);
        return order.narrow(0, 0, batchSize);
    }

    /// <summary>How many batches an epoch has.</summary>
    internal static int InEpoch(int count, int batchSize) =>
        HasLoneRow(count, batchSize) ? count / batchSize : (int)((count + (long)batchSize - 1) / batchSize);

    /// <summary>How many batches some epochs have.</summary>
    /// <exception cref="InvalidOperationException">More than can be counted.</exception>
    internal static int InEpochs(int count, int batchSize, int numberOfEpochs)
    {
        var batches = InEpoch(count, batchSize);
        var all = (long)numberOfEpochs * batches;
        return all <= int.MaxValue ? (int)all : throw new InvalidOperationException(
            $"{numberOfEpochs} epochs of {batches} steps are {all} steps; at most {int.MaxValue} can be counted. Take fewer epochs.");
    }

    /// <summary>Whether one row is left over that has a batch to join. Batches of one row stay where they are asked for.</summary>
    private static bool HasLoneRow(long count, int batchSize) => batchSize > 1 && count > batchSize && count % batchSize == 1;

    private static IEnumerable<Tensor> Epoch(long count, int batchSize, Generator generator)
    {
        // Detached: a dispose scope that a step opens or closes between two batches must not free what the epoch still needs.
        using var order = NewTensor.RandomOrder(count, generator).DetachFromDisposeScope();
        var batches = InEpoch((int)count, batchSize);
        for (var number = 0; number < batches; number++)
        {
            var start = (long)number * batchSize;
            using var batch = order.narrow(0, start, number < batches - 1 ? batchSize : count - start).DetachFromDisposeScope();
            yield return batch;
        }
    }
}
