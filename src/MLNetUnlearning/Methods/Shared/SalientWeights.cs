using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>The salient weights of a network, which are those that matter most to the loss of the forgotten rows, and the values that all
/// other weights keep.</summary>
internal sealed class SalientWeights : IDisposable
{
    /// <summary>The name of the passes in progress reports.</summary>
    public const string Stage = "gradients of forgotten rows";

    private readonly Tensor[] weights;
    private readonly Tensor[] originals;
    private readonly Tensor[] salient; // Bool, of the shapes of the weights

    /// <param name="run">Its network passes the rows in evaluation mode and is in training mode afterwards. No weight changes.</param>
    /// <param name="share">The share of all weights that is salient, in (0, 1]. A weight without any gradient never is.</param>
    /// <param name="batchSize">Rows in a batch.</param>
    public SalientWeights(UnlearningRun run, double share, int batchSize)
    {
        using var scope = NewDisposeScope();
        weights = [.. run.Network.parameters()];
        Tensor[] gradients = [.. ForgetGradients(run, batchSize).Select(gradient => gradient.abs())];
        var threshold = Threshold(gradients, share);
        salient = [.. gradients.Select(gradient => gradient.ge(threshold).logical_and(gradient.gt(0)).DetachFromDisposeScope())];
        originals = [.. weights.Select(weight => weight.detach().clone().DetachFromDisposeScope())];
    }

    /// <summary>Gives every weight that is not salient its old value.</summary>
    public void RestoreOthers()
    {
        using var none = no_grad();
        for (var i = 0; i < weights.Length; i++)
            weights[i].copy_(where(salient[i], weights[i], originals[i]));
    }

    /// <summary>The gradient of the cross-entropy by each weight, summed over the forgotten rows.</summary>
    private Tensor[] ForgetGradients(UnlearningRun run, int batchSize)
    {
        var forget = run.Split.Forget;
        Tensor[] sums = [.. weights.Select(weight => zeros_like(weight))];
        int[] learning = [.. Enumerable.Range(0, weights.Length).Where(at => weights[at].requires_grad)];
        run.Network.eval();
        foreach (var indices in run.Shuffled(forget, batchSize, Stage))
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            using var batch = NewDisposeScope();
            var logits = run.Network.forward(forget.FeaturesAt(indices, run.Device)).Logits;
            var loss = Losses.CrossEntropy(logits, forget.LabelsAt(indices, run.Device)) * indices.shape[0];
            var gradients = autograd.grad([loss], [.. learning.Select(at => weights[at])], allow_unused: true);
            foreach (var (at, gradient) in learning.Zip(gradients))
                if (gradient is { IsInvalid: false }) sums[at].add_(gradient); // else no row reaches the weight
        }
        run.Network.train();
        return sums;
    }

    /// <summary>The value that the given share of all numbers reaches or exceeds.</summary>
    private static float Threshold(Tensor[] values, double share)
    {
        float[] all = [.. values.SelectMany(value => value.cpu().flatten().data<float>().ToArray())];
        Array.Sort(all);
        return all[all.Length - (int)Math.Ceiling(share * all.Length)];
    }

    public void Dispose()
    {
        foreach (var tensor in originals.Concat(salient))
            tensor.Dispose();
    }
}
