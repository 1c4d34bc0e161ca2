using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Retrain: trains a new network on the retained rows by the recipe that the classifier remembers. Every other method is compared
/// with it.</summary>
/// <remarks>Exact, and as costly as the first training. It uses nothing that the classifier has learnt.</remarks>
public sealed record Retrain : UnlearningMethod
{
    /// <inheritdoc/>
    public override string Name => "retrain";

    /// <inheritdoc/>
    public override IReadOnlyList<UnlearningStage> Stages(UnlearningSize size) => [new("retraining", size.Retraining.NumberOfSteps)];

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        run.Network.Reset(run.Generator);
        run.Network.StandardizeBy(run.Split.Retain);
        var size = new TrainingSize(run.Split.Retain.Count, run.Network.NumberOfClasses, run.Network.Shape);
        var plan = new TrainingPlan(run.Recipe, size);
        TrainingLoop.Train(
            run.Network, run.Split.Retain, plan, run.Generator, "retraining", run.Progress, run.CancellationToken, run.Checkpoint);
    }
}
