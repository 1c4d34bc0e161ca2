using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Fisher noise as a term of the game: after a step each weight moves by a normal random number of variance alpha v, where v is
/// that of <see cref="FisherNoise"/>.</summary>
/// <remarks>v comes from the curvature of the given classifier on the retained rows. It is computed once, before the game.</remarks>
internal sealed class GameNoise : IDisposable
{
    private readonly UnlearningRun run;
    private readonly Tensor deviation; // D

    public GameNoise(GameSettings settings, UnlearningRun run)
    {
        this.run = run;
        using var scope = NewDisposeScope();
        var noise = FisherNoise.Of(run, FisherNoise.PublishedBatchSize, forgottenClasses: []);
        deviation = (settings.FisherNoise * noise.Variance).sqrt().DetachFromDisposeScope();
    }

    /// <summary>Moves the weights by newly drawn noise.</summary>
    public void Apply()
    {
        using var none = no_grad();
        var drawn = NewTensor.RandomNormal(deviation.shape, run.Generator).SentTo(run.Device); // D
        FlatWeights.Write(run.Network, FlatWeights.Of(run.Network) + deviation * drawn);
    }

    public void Dispose() => deviation.Dispose();
}
