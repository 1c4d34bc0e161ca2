using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>The noise of Fisher forgetting: mean and variances of every weight, D numbers each.</summary>
/// <param name="Mean">The weights; 0 for those of a forgotten class in the last layer.</param>
/// <param name="Variance">The variance that alpha multiplies.</param>
/// <param name="FixedVariance">The variance that alpha does not multiply: that of a forgotten class in the last layer, 0 elsewhere.</param>
internal sealed record FisherNoise(Tensor Mean, Tensor Variance, Tensor FixedVariance)
{
    /// <summary>Rows in a batch, whose mean gradient is squared.</summary>
    public const int PublishedBatchSize = 32;

    private const double Largest = 1e3;
    private const double LargestInLastLayer = 1e2;
    private const double OfForgottenClass = 1e-4;
    private const double MoreNoise = 10; // in the last layer and in one-dimensional parameters

    /// <summary>Takes the noise from the curvature of a run's network on the retained rows.</summary>
    /// <param name="run">Its network is left as it is.</param>
    /// <param name="batchSize">Rows in a batch, whose mean gradient is squared.</param>
    /// <param name="forgottenClasses">The classes that are forgotten whole; none where rows of classes that stay are forgotten.</param>
    public static FisherNoise Of(UnlearningRun run, int batchSize, IReadOnlyList<int> forgottenClasses)
    {
        var retain = run.Split.Retain;
        using var curvature = Curvature.OverClasses(
            run.Network, retain, run.Shuffled(retain, batchSize, "curvature"), run.CancellationToken); // D
        return Of(run.Network, curvature, forgottenClasses);
    }

    /// <summary>Takes the noise from a curvature that is known.</summary>
    /// <param name="network">Left as it is.</param>
    /// <param name="curvature">D numbers, zero or more.</param>
    /// <param name="forgottenClasses">The classes that are forgotten whole; none where rows of classes that stay are forgotten.</param>
    public static FisherNoise Of(ClassifierNetwork network, Tensor curvature, IReadOnlyList<int> forgottenClasses)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var noise = new FisherNoise(FlatWeights.Of(network), zeros_like(curvature), zeros_like(curvature));
        // The last layer is the last matrix and the bias after it, whatever its number of outputs.
        var last = network.parameters().ToList().FindLastIndex(weight => weight.shape.Length >= 2);
        var parts = Zip(network, curvature, noise).ToList();
        for (var i = 0; i < parts.Count; i++)
            Fill(parts[i], isLastLayer: i >= last, forgottenClasses);
        noise.Mean.MoveToOuterDisposeScope();
        noise.Variance.MoveToOuterDisposeScope();
        noise.FixedVariance.MoveToOuterDisposeScope();
        return noise;
    }

    private static void Fill(Part part, bool isLastLayer, IReadOnlyList<int> forgottenClasses)
    {
        var variance = (1 / (part.Curvature + 1e-8)).clamp_max(isLastLayer ? LargestInLastLayer : Largest);
        if (variance.shape.Length > 1)
            variance = MeanOverInputs(variance, part.Mean.ne(0).to(variance.dtype));
        part.Variance.copy_(isLastLayer || variance.shape.Length == 1 ? MoreNoise * variance : variance);
        if (!isLastLayer) return;
        foreach (var row in forgottenClasses)
        {
            part.Mean.select(0, row).zero_();
            part.Variance.select(0, row).zero_();
            part.FixedVariance.select(0, row).fill_(MoreNoise * OfForgottenClass);
        }
    }

    /// <summary>The mean variance over the inputs of a weight. Weights that are exactly zero do not count: they were pruned and nothing
    /// depends on them, so their variance is the largest possible and means nothing.</summary>
    private static Tensor MeanOverInputs(Tensor variance, Tensor isThere) =>
        ((variance * isThere).sum(1, true) / isThere.sum(1, true).clamp_min(1)).expand(variance.shape);

    private static IEnumerable<Part> Zip(ClassifierNetwork network, Tensor curvature, FisherNoise noise)
    {
        IEnumerable<Tensor> PartsOf(Tensor vector) => FlatWeights.Parts(network, vector).Select(part => part.Part);
        return PartsOf(curvature).Zip(PartsOf(noise.Mean), PartsOf(noise.Variance))
            .Zip(PartsOf(noise.FixedVariance), (first, last) => new Part(first.First, first.Second, first.Third, last));
    }

    /// <summary>The numbers that belong to one parameter, in its shape.</summary>
    private sealed record Part(Tensor Curvature, Tensor Mean, Tensor Variance, Tensor FixedVariance);
}
