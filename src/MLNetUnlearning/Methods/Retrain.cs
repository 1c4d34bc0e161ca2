using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Trains anew on the retained rows by the recipe that the classifier remembers: the gold standard that every method is compared
/// with.</summary>
/// <remarks>Exact, and as costly as the first training. It ignores everything the classifier has learnt.</remarks>
public sealed record Retrain : UnlearningMethod
{
    /// <inheritdoc/>
    public override string Name => "retrain";

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        run.Network.Reset(run.Generator);
        TrainingLoop.Train(run.Network, run.Split.Retain, run.Recipe, run.Generator, "retraining", run.Progress, run.CancellationToken);
    }
}
