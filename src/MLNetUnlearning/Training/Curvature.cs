using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Training;

/// <summary>Estimates, from first derivatives, how sharply the loss of a trained network bends and in which direction rows pull
/// it.</summary>
/// <remarks>
/// All parameters are one vector of D numbers, in the order of <c>named_parameters()</c>, each row by row. Rows pass the network in
/// evaluation mode, which does not change the statistics of batch normalisation. The network is in training mode afterwards. Each batch has
/// a dispose scope of its own, so memory does not grow with the number of rows.
/// </remarks>
public static class Curvature
{
    private const int RowsTogether = 64;

    /// <summary>The diagonal of the empirical Fisher information: the squared gradient of a batch's mean log p(y|x), averaged over
    /// batches.</summary>
    /// <param name="network">Left as it is.</param>
    /// <param name="rows">N rows.</param>
    /// <param name="batches">Row numbers of each batch. Batches of single rows give the exact mean over rows. Larger batches are faster,
    /// and shrink what rows do not have in common.</param>
    /// <param name="cancellationToken">Checked before every batch.</param>
    /// <returns>D numbers, zero or more.</returns>
    public static Tensor FisherDiagonal(
        ClassifierNetwork network, RowSubset rows, IEnumerable<Tensor> batches, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        var count = 0;
        using var scope = NewDisposeScope();
        var sum = Zeros(network);
        foreach (var gradient in GradientWalk.Of(network, rows, batches, cancellationToken))
        {
            sum.add_(gradient * gradient);
            count++;
        }
        return sum.div_(count).MoveToOuterDisposeScope();
    }

    /// <summary>The curvature that Fisher forgetting uses: the sum over classes k of the mean p(k|x) times the squared gradient of the mean
    /// loss towards k, averaged over batches.</summary>
    /// <remarks>Golatkar et al., "Eternal Sunshine of the Spotless Net", CVPR 2020, eq. 8, as the published code estimates it. It takes one
    /// backward pass for each class of each batch.</remarks>
    /// <param name="network">Left as it is.</param>
    /// <param name="rows">N rows.</param>
    /// <param name="batches">Row numbers of each batch.</param>
    /// <param name="cancellationToken">Checked before every pass.</param>
    /// <returns>D numbers, zero or more.</returns>
    public static Tensor OverClasses(
        ClassifierNetwork network, RowSubset rows, IEnumerable<Tensor> batches, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(batches);
        var count = 0;
        using var scope = NewDisposeScope();
        var sum = Zeros(network);
        network.eval();
        try
        {
            network.zero_grad();
            foreach (var batch in batches)
            {
                AddClasses(network, rows.FeaturesAt(batch, network.Device), sum, cancellationToken);
                count++;
            }
        }
        finally
        {
            network.train();
        }
        return sum.div_(count).MoveToOuterDisposeScope();
    }

    private static void AddClasses(ClassifierNetwork network, Tensor images, Tensor sum, CancellationToken cancellationToken)
    {
        using var step = NewDisposeScope();
        var logProbabilities = network.forward(images).Logits.log_softmax(1); // b x K
        for (var k = 0; k < network.NumberOfClasses; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var pass = NewDisposeScope();
            var toward = logProbabilities.select(1, k); // b
            autograd.backward([-toward.mean()], retain_graph: k + 1 < network.NumberOfClasses);
            var gradient = FlatWeights.TakeGradient(network);
            sum.add_(gradient * gradient * toward.detach().exp().mean());
        }
    }

    /// <summary>The direction in which the loss of the rows to forget grows relative to that of the retained rows: the summed gradient of
    /// D_f over n, minus the summed gradient of D_r times n_f / (n n_r).</summary>
    /// <param name="network">Left as it is.</param>
    /// <param name="retain">D_r, n_r rows.</param>
    /// <param name="forget">D_f, n_f rows; n = n_r + n_f.</param>
    /// <param name="batchSize">Rows that pass the network together. The result depends on it only by rounding.</param>
    /// <param name="cancellationToken">Checked before every batch.</param>
    /// <returns>D numbers.</returns>
    public static Tensor InfluenceDirection(
        ClassifierNetwork network, RowSubset retain, RowSubset forget, int batchSize, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(retain);
        ArgumentNullException.ThrowIfNull(forget);
        using var scope = NewDisposeScope();
        double all = retain.Count + forget.Count;
        var away = GradientWalk.Sum(network, forget, batchSize, cancellationToken) / all;
        var toward = GradientWalk.Sum(network, retain, batchSize, cancellationToken) * (forget.Count / (all * retain.Count));
        return (away - toward).MoveToOuterDisposeScope();
    }

    /// <summary>The inverse Hessian times a vector, by the recursion over single rows that the published code calls WoodFisher.</summary>
    /// <remarks>
    /// <para>g is the gradient of the loss of a row. The first row gives o = g. Each further row gives k -= (k g) / (N + o g) o, then o -=
    /// (o g) / (N + o g) o. The name is that of Singh and Alistarh 2020, whose recursion keeps a vector for each row. This one keeps one
    /// vector for all rows, which makes it cheap and rough.</para>
    /// <para>o never turns: it is the gradient of the first row times a number, and k is the direction less a multiple of it. So a row
    /// plays a part only by the slopes of its loss along these two, and those of many rows are found together.</para>
    /// </remarks>
    /// <param name="network">Left as it is.</param>
    /// <param name="rows">Rows of D_r.</param>
    /// <param name="batches">Single row numbers, in the order of the recursion.</param>
    /// <param name="direction">k at the start, D numbers. It is not changed.</param>
    /// <param name="damping">N, positive.</param>
    /// <param name="cancellationToken">Checked before every row.</param>
    /// <returns>k in the end: D numbers.</returns>
    public static Tensor WoodFisher(
        ClassifierNetwork network, RowSubset rows, IEnumerable<Tensor> batches, Tensor direction, double damping,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(direction);
        using var scope = NewDisposeScope();
        Tensor? first = null;
        var (scale, taken) = (1.0, 0.0); // o = scale times the first gradient, k = the direction - taken times it
        network.eval();
        try
        {
            foreach (var some in Numbers(batches, cancellationToken).Chunk(RowsTogether))
            {
                var others = some;
                if (first is null)
                {
                    using var one = NewTensor.Of([some[0]]);
                    first = GradientWalk.Of(network, rows, [one], cancellationToken).Select(gradient => gradient.clone()
                        .MoveToOuterDisposeScope()).Single();
                    network.eval();
                    others = some[1..];
                }
                if (others.Length == 0) continue;
                var slopes = RowSlopes.Of(network, rows, others, [first, direction]);
                foreach (var (alongFirst, alongDirection) in slopes[0].Zip(slopes[1]))
                {
                    var pull = scale * alongFirst;
                    taken += scale * (alongDirection - taken * alongFirst) / (damping + pull);
                    scale *= 1 - pull / (damping + pull);
                }
            }
        }
        finally
        {
            network.train();
        }
        return (first is null ? direction.clone() : direction - first * taken).MoveToOuterDisposeScope();
    }

    private static IEnumerable<long> Numbers(IEnumerable<Tensor> batches, CancellationToken cancellationToken)
    {
        foreach (var batch in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var number in batch.data<long>().ToArray()) yield return number;
        }
    }

    private static Tensor Zeros(ClassifierNetwork network)
    {
        var first = network.parameters().First();
        return first.new_zeros(network.parameters().Sum(weight => weight.numel()));
    }
}

/// <summary>Gradients of the mean cross-entropy, batch after batch, in evaluation mode.</summary>
internal static class GradientWalk
{
    /// <summary>The gradient of each batch, D numbers. It lives until the next one is taken.</summary>
    public static IEnumerable<Tensor> Of(
        ClassifierNetwork network, RowSubset rows, IEnumerable<Tensor> batches, CancellationToken cancellationToken)
    {
        network.eval();
        network.zero_grad();
        try
        {
            foreach (var batch in batches)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var step = NewDisposeScope();
                var logits = network.forward(rows.FeaturesAt(batch, network.Device)).Logits; // b x K
                Losses.CrossEntropy(logits, rows.LabelsAt(batch, network.Device)).backward();
                yield return FlatWeights.TakeGradient(network);
            }
        }
        finally
        {
            network.train();
        }
    }

    /// <summary>The gradient of the summed loss of all rows, D numbers.</summary>
    public static Tensor Sum(ClassifierNetwork network, RowSubset rows, int batchSize, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        Tensor? sum = null;
        long done = 0;
        foreach (var gradient in Of(network, rows, InOrder(rows.Count, batchSize), cancellationToken))
        {
            var count = Math.Min(batchSize, rows.Count - done);
            done += count;
            var scaled = gradient * count;
            if (sum is null)
                sum = scaled.MoveToOuterDisposeScope();
            else
                sum.add_(scaled);
        }
        return sum!.MoveToOuterDisposeScope();
    }

    /// <summary>Batches of the numbers of all rows, in their order.</summary>
    public static IEnumerable<Tensor> InOrder(long count, int batchSize)
    {
        for (long start = 0; start < count; start += batchSize)
        {
            using var batch = NewTensor.Range(start, Math.Min(count, start + batchSize)).DetachFromDisposeScope();
            yield return batch;
        }
    }
}
