using TorchSharp.Modules;

namespace MLNetUnlearning.Tests;

/// <summary>The optimizers move weights as TorchSharp's own do, to the bit.</summary>
public sealed class OptimizersTests
{
    [Theory, InlineData(0.9, 5e-4), InlineData(0.0, 0.0), InlineData(0.5, 0.0), InlineData(0.0, 0.1)]
    public void Descent_is_TorchSharp_s(double momentum, double weightDecay) => AreTheSame(
        weights => optim.SGD(weights, 0.1, momentum, weight_decay: weightDecay),
        weights => new SgdOptimizer(weights, 0.1, momentum, weightDecay));

    [Theory, InlineData(0.9, 0.0), InlineData(0.8, 0.1)]
    public void Adam_is_TorchSharp_s(double momentum, double weightDecay) => AreTheSame(
        weights => optim.Adam(weights, 0.1, beta1: momentum, weight_decay: weightDecay),
        weights => new AdamOptimizer(weights, 0.1, momentum, weightDecay));

    private static void AreTheSame(Func<Parameter[], optim.Optimizer> theirs, Func<Parameter[], optim.Optimizer> ours) =>
        Assert.Equal(Run(theirs), Run(ours));

    /// <summary>The weights after steps whose rate falls. The second weight has a gradient in every other step alone, the third has
    /// none.</summary>
    private static float[] Run(Func<Parameter[], optim.Optimizer> optimizerOf)
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(3);
        Parameter[] weights = [.. Enumerable.Range(0, 3).Select(_ => new Parameter(rand([5, 7], generator: generator)))];
        using var optimizer = optimizerOf(weights);
        for (var step = 0; step < 6; step++)
        {
            using var inner = NewDisposeScope();
            foreach (var group in optimizer.ParamGroups) group.LearningRate = 0.1 / (step + 1);
            optimizer.zero_grad();
            var loss = weights[0].mul(rand([5, 7], generator: generator)).sum().exp().log();
            if (step % 2 == 0) loss += weights[1].pow(3).sum();
            loss.backward();
            optimizer.step();
        }
        return [.. weights.SelectMany(weight => weight.detach().data<float>().ToArray())];
    }
}
