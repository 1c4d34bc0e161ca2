using MLNetUnlearning.Data;
using MLNetUnlearning.Training;
using static TorchSharp.torch;

namespace MLNetUnlearning.Methods;

/// <summary>Fisher noise as a term of the game: after a step each weight moves by a normal number of variance alpha v, v as in <see cref="FisherForgetting"/>.</summary>
/// <remarks>The curvature behind v is that of the given classifier on the retained rows: computed once, before the game.</remarks>
internal sealed class GameNoise : IDisposable
{
    private readonly UnlearningRun run;
    private readonly Tensor deviation;   // D

    public GameNoise(AdversarialMinMax settings, UnlearningRun run)
    {
        this.run = run;
        using var scope = NewDisposeScope();
        int batch = new FisherForgetting().BatchSize;
        RowSubset retain = run.Split.Retain;
        var batches = GradientWalk.Reported(run, "curvature", Batches.Shuffled(retain.Count, batch, run.Generator), Batches.InEpoch(retain.Count, batch));
        Tensor curvature = Curvature.OverClasses(run.Network, retain, batches, run.CancellationToken);   // D
        deviation = (settings.FisherNoise * FisherNoise.Of(run.Network, curvature, forgottenClass: null).Variance).sqrt().DetachFromDisposeScope();
    }

    /// <summary>Moves the weights; on the CPU's generator, as everything random.</summary>
    public void Apply()
    {
        using var none = no_grad();
        FlatWeights.Write(run.Network, FlatWeights.Of(run.Network) + deviation * randn(deviation.shape, generator: run.Generator).to(run.Device));
    }

    public void Dispose() => deviation.Dispose();
}
