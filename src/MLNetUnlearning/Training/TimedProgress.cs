namespace MLNetUnlearning.Training;

/// <summary>Adds to each report how much of the run is done and how long the rest will take.</summary>
/// <param name="receiver">Gets the reports.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class TimedProgress(IProgress<UnlearningProgress> receiver, TimeProvider clock) : IProgress<UnlearningProgress>
{
    // The time told beforehand counts as much as this share of the run's own work.
    private const double WeightOfStepTime = 0.05;

    private UnlearningStage[] stages = [];
    private TimeSpan? stepTime;
    private long start;
    private double all, before, doneHere; // training steps: of all stages, of those before this one, and done by this run itself
    private int place, lastStep;
    private double doneOfStage;

    /// <summary>Begins a run that goes through these stages.</summary>
    /// <param name="toDo">The stages in their order; none: nothing is known of the run.</param>
    /// <param name="ofStep">How long a training step takes; null: not known.</param>
    public void Begin(IReadOnlyList<UnlearningStage> toDo, TimeSpan? ofStep)
    {
        (stages, stepTime, start) = ([.. toDo.Where(stage => stage.TrainingSteps > 0)], ofStep, clock.GetTimestamp());
        all = stages.Sum(stage => stage.TrainingSteps);
        (before, doneHere, place, lastStep, doneOfStage) = (0, 0, 0, 0, 0);
    }

    public void Report(UnlearningProgress value)
    {
        if (all > 0)
        {
            Follow(value);
            var done = Math.Min(all, before + doneOfStage * stages[place].TrainingSteps);
            value = value with { Share = done / all, TimeLeft = Pace() * (all - done) };
        }
        receiver.Report(value);
    }

    /// <summary>Finds the stage of a report. A name that no stage has, such as that of a loop in a checkpoint, changes nothing.</summary>
    private void Follow(UnlearningProgress value)
    {
        var next = place;
        bool IsAt(int index) => stages[index].Name == value.Stage && (index > place || value.Step >= lastStep);
        while (next < stages.Length && !IsAt(next)) next++;
        if (next == stages.Length) return;
        if (next > place)
        {
            before = stages.Take(next).Sum(stage => stage.TrainingSteps);
            stages[next] = stages[next].BegunAt(value.Step - 1, value.NumberOfSteps);
            all = stages.Sum(stage => stage.TrainingSteps);
            (place, lastStep, doneOfStage) = (next, 0, 0);
        }
        var stage = stages[place];
        var now = Math.Max(doneOfStage, stage.DoneAt(value.Step, value.NumberOfSteps));
        // Each step is reported. More than one at once were done by an earlier run, and tell nothing of this one's pace.
        doneHere += Math.Min(now - doneOfStage, stage.OneStep(value.NumberOfSteps)) * stage.TrainingSteps;
        (doneOfStage, lastStep) = (now, value.Step);
    }

    /// <summary>How long a training step takes: a mean of what was told and of what this run has seen, by their weights.</summary>
    private TimeSpan? Pace()
    {
        var spent = clock.GetElapsedTime(start);
        if (stepTime is not { } told) return doneHere > 0 ? spent / doneHere : null;
        var weight = WeightOfStepTime * all;
        return (told * weight + spent) / (weight + doneHere);
    }
}
