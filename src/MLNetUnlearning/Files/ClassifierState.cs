using MLNetUnlearning.Data;
using MLNetUnlearning.Files;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning;

/// <summary>Everything that makes up a classifier, as it is saved to and read from a file.</summary>
/// <param name="Network">The network, which no longer changes.</param>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Labels">The classes, by the index of their score.</param>
/// <param name="Recipe">The recipe of the first training.</param>
/// <param name="Remembered">What it remembers of its rows.</param>
/// <param name="History">The steps that made the classifier, oldest first.</param>
internal sealed record ClassifierState(
    ClassifierNetwork Network, ClassifierColumns Columns, LabelKeys Labels, TrainingRecipe Recipe, RememberedRows Remembered,
    IReadOnlyList<ClassifierStep> History)
{
    /// <summary>What a program wants to find again, by name.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = ClassifierNotes.None;

    /// <summary>The weights and statistics by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => Network.state_dict();
}

/// <summary>One step in the history of a classifier: the work that was done, its settings and its duration.</summary>
/// <param name="Name">The name of the step: "train" or the name of a method.</param>
/// <param name="Settings">The settings as text.</param>
/// <param name="Seed">The seed. The same seed, rows, settings and number of threads give the same weights again.</param>
/// <param name="NumberOfRows">The number of training rows in the step, including those to forget.</param>
/// <param name="NumberOfForgottenRows">The number of rows to forget; 0 in training.</param>
/// <param name="RunTime">The duration, without reading the rows and without preparations.</param>
/// <param name="PreparationTime">The duration of preparations that later requests reuse, such as a pre-trained attacker. They may have been
/// made in an earlier request.</param>
public sealed record ClassifierStep(
    string Name, string Settings, int Seed, int NumberOfRows, int NumberOfForgottenRows, TimeSpan RunTime, TimeSpan PreparationTime)
{
    /// <summary>The name of the step that trains a new network.</summary>
    internal const string Training = "train";

    /// <summary>What the settings of a training say that was ended early.</summary>
    internal const string Cancelled = "; cancelled, ";

    /// <summary>The accuracy that the step cost on retained rows, where it is more than a step should cost: 15 points.</summary>
    /// <value>Points, above 15 and at most 100, over up to 1,000 of the retained rows. Null if the step cost less, or it was not looked
    /// at.</value>
    public double? RetainAccuracyLost { get; init; }

    /// <summary>How far an unlearning step got, as it could tell without a retrained model.</summary>
    /// <value>Null if the step did not unlearn, or was made by an earlier version.</value>
    public SelfJudgement? Judgement { get; init; }

    /// <summary>Where the step was computed: the device and, on the CPU, the number of threads, such as <c>cpu, 2 threads</c>.</summary>
    /// <value>Null if the step was made by an earlier version.</value>
    public string? Device { get; init; }

    /// <summary>Why the method was chosen, and what it chose by what it saw: a strength, or when to stop.</summary>
    /// <value>Null if nothing was chosen in this way. What settings leave open is in them: it follows from the rows alone.</value>
    public string? Choice { get; init; }
}
