namespace MLNetUnlearning;

/// <summary>A part of a run, and how much work it is.</summary>
/// <param name="Name">The name that its progress reports carry.</param>
/// <param name="TrainingSteps">The work, 0 or more, in steps of the classifier's own training: 1 is a batch of its recipe forward and
/// back. A forward pass alone is a third of that.</param>
public sealed record UnlearningStage(string Name, double TrainingSteps)
{
    /// <summary>The share of a training step that its forward pass takes: a third.</summary>
    public const double ForwardPass = 1.0 / 3;

    /// <summary>Where the stage begins, as a share of the steps that its reports count. Only stages that count on from one another set
    /// it.</summary>
    /// <value>0, up to 1.</value>
    public double From { get; init; }

    /// <summary>Where the stage ends, as a share of the steps that its reports count.</summary>
    /// <value>1, and more than <see cref="From"/>.</value>
    public double To { get; init; } = 1;

    /// <summary>The key in <see cref="Training.Preparations"/> of what the stage makes. The stage is left out where that is there
    /// already.</summary>
    /// <value>Null: the stage is work of every run.</value>
    public string? Preparation { get; init; }

    /// <summary>How much of this stage is done after a step.</summary>
    internal double DoneAt(int step, int numberOfSteps) =>
        Math.Clamp(((double)step / Math.Max(1, numberOfSteps) - From) / (To - From), 0, 1);

    /// <summary>This stage, with more work if it begins after so many steps already: the one before ended early.</summary>
    internal UnlearningStage BegunAt(int step, int numberOfSteps)
    {
        var from = Math.Max(0, (double)step / Math.Max(1, numberOfSteps));
        return from < From ? this with { From = from, TrainingSteps = TrainingSteps * (To - from) / (To - From) } : this;
    }

    /// <summary>How much of this stage one step is.</summary>
    internal double OneStep(int numberOfSteps) => 1 / (Math.Max(1, numberOfSteps) * (To - From));
}
