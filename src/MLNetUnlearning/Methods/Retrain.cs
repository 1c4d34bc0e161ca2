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
    public override IEnumerable<string> Limits(UnlearningSize size)
    {
        var steps = size.Retraining.NumberOfSteps;
        var asItComes = new TrainingRecipe { BatchSize = size.Recipe.BatchSize, Augmentation = size.Recipe.Augmentation };
        var usual = new TrainingPlan(asItComes, new TrainingSize(size.Retained, size.Classes)).NumberOfSteps;
        // Stated steps are what somebody wants, however few the rows.
        if (size.Recipe.NumberOfSteps is not null || size.Retained >= size.Forgotten || steps >= usual) return [];
        return [string.Create(
            CultureInfo.InvariantCulture,
            $"Most rows go. Retraining sees each of the others as often as the first training did, which makes {steps:N0} steps; a new "
            + $"classifier of so few rows is trained for {usual:N0} (TrainClassifier), and may answer better.")];
    }

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
