using MLNetUnlearning.Training;

namespace MLNetUnlearning;

/// <summary>Says how long a run takes, before and while it goes on.</summary>
internal static class RunTiming
{
    /// <summary>Begins the part of a run that takes the time: the log says how long, and reports say how much is left.</summary>
    /// <param name="fit">The run.</param>
    /// <param name="stages">What it will do; none: not known.</param>
    /// <param name="stepTime">How long a training step takes; null: not known.</param>
    public static void Begin(this ClassifierFit fit, IReadOnlyList<UnlearningStage> stages, TimeSpan? stepTime)
    {
        if (stages.Count > 0 && stepTime * stages.Sum(stage => stage.TrainingSteps) is { } time)
            fit.Say($"This takes about {DurationText.Of(time)}" + (fit.GoesOn ? "; the checkpoint holds a part of it" : ""));
        fit.Progress.Begin(stages, stepTime);
    }

    /// <summary>The stages without those whose preparation is there already.</summary>
    public static IReadOnlyList<UnlearningStage> Left(this IReadOnlyList<UnlearningStage> stages, Preparations preparations) =>
        [.. stages.Where(stage => stage.Preparation is not { } key || !preparations.Has(key))];

    /// <summary>How long a step of the classifier's own training took.</summary>
    /// <returns>Null if it is not known, or was on another device or with another number of threads than now.</returns>
    public static TimeSpan? StepTimeOf(NeuralClassifier classifier, Device device)
    {
        var first = classifier.History[0];
        if (first.Name != ClassifierStep.Training || first.Device != TorchDevice.Describe(device) || first.RunTime <= TimeSpan.Zero
            || first.Settings.Contains(ClassifierStep.Cancelled, StringComparison.Ordinal))
            return null;
        var size = new TrainingSize(Math.Max(1, first.NumberOfRows), classifier.Labels.Count, classifier.Shape);
        return first.RunTime / new TrainingPlan(classifier.Recipe, size).NumberOfSteps;
    }

    /// <summary>What is thrown where no training step could be timed.</summary>
    public static UnlearningException NotTimed() =>
        new("No training step could be timed, because its loss was not finite: lower the learning rate, or check the features and labels.");
}
