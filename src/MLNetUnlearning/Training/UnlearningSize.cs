using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning;

/// <summary>How much there is to forget, to keep and to compare with. Settings of a method that are not stated are chosen from
/// it.</summary>
/// <param name="Retained">Training rows to keep, at least 1.</param>
/// <param name="Forgotten">Training rows to forget, at least 1.</param>
/// <param name="Unseen">Rows that were never trained on; 0 for none.</param>
/// <param name="Classes">The number of classes, at least 2.</param>
/// <param name="IsWholeClass">Whether all rows to forget are of classes of which no row stays.</param>
/// <param name="Recipe">How the classifier was trained.</param>
public sealed record UnlearningSize(int Retained, int Forgotten, int Unseen, int Classes, bool IsWholeClass, TrainingRecipe Recipe)
{
    /// <summary>Unseen rows that forgotten rows can be compared with: those of their classes, if there are 100 or more, and some of
    /// each. Otherwise, and where a class goes whole, those of all classes that stay.</summary>
    /// <value>0 to <see cref="Unseen"/>, which it is if not stated.</value>
    public int UnseenToCompareWith { get; init; } = Unseen;

    /// <summary>Unseen rows of the forgotten rows' classes, which tell what is expected of these rows. If one of the classes has none, or
    /// goes whole, those of all classes that stay.</summary>
    /// <value>0 to <see cref="Unseen"/>, which it is if not stated.</value>
    public int UnseenOfTheirClasses { get; init; } = Unseen;

    /// <summary>Rows that the classifier was trained on, has not forgotten, and that are not at hand. A retrained one would know nothing of
    /// them.</summary>
    /// <value>0 or more; 0 also where nobody can know.</value>
    public int Absent { get; init; }

    /// <summary>How long a step of the classifier's own training takes.</summary>
    /// <value>Null: not known.</value>
    public TimeSpan? StepTime { get; init; }

    /// <summary>The size of a request.</summary>
    internal static UnlearningSize Of(ForgetSplit split, int numberOfClasses, TrainingRecipe recipe) => new(
        Math.Max(1, split.Retain.Count), split.Forget.Count, split.Unseen?.Count ?? 0, numberOfClasses, split.ForgottenClasses.Count > 0,
        recipe)
    {
        UnseenToCompareWith = split.UnseenToCompareWith()?.Count ?? 0,
        UnseenOfTheirClasses = split.UnseenOfTheirClasses()?.Count ?? 0,
    };

    /// <summary>How retraining on the retained rows would go: the yardstick of steps, batches and rates.</summary>
    internal TrainingPlan Retraining => new(Recipe, new TrainingSize(Retained, Classes));

    /// <summary>The settings for the request at hand.</summary>
    /// <param name="randomRows">Those for rows of many classes.</param>
    /// <param name="wholeClass">Those for whole classes.</param>
    public T Choose<T>(T randomRows, T wholeClass) => IsWholeClass ? wholeClass : randomRows;

    /// <summary>A stage in which rows pass the network once.</summary>
    /// <param name="stage">Its name in progress reports.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="cost">What a row costs beside one that is trained on, such as <see cref="UnlearningStage.ForwardPass"/>.</param>
    public UnlearningStage Pass(string stage, double rows, double cost = 1)
    {
        var retraining = Retraining;
        return new(stage, cost * rows * retraining.StepsAnEpoch / Retained);
    }

    /// <summary>A stage that is a descent over rows, as <c>UnlearningRun.Descend</c> makes it.</summary>
    /// <param name="stage">Its name in progress reports.</param>
    /// <param name="settings">Its settings. What they leave open is chosen.</param>
    /// <param name="rows">The number of rows in an epoch.</param>
    /// <param name="cost">What a row costs beside one that is trained on: 1 and a third if it passes a second network too.</param>
    public UnlearningStage Descent(string stage, OptimizerSettings settings, int rows, double cost = 1)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var chosen = settings.ChosenFor(this);
        var epochs = (double)chosen.StepsOver(rows) / Batches.InEpoch(rows, chosen.BatchSize!.Value);
        return Pass(stage, epochs * rows, cost);
    }

    /// <summary>How long some stages take.</summary>
    /// <returns>Null if nothing is known of the work or of the time of a step.</returns>
    internal TimeSpan? TimeOf(IReadOnlyList<UnlearningStage> stages) =>
        stages.Count == 0 ? null : StepTime * stages.Sum(stage => stage.TrainingSteps);

    /// <summary>The size in words, such as <c>900 rows to keep, 100 to forget, 50 unseen</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Retained:N0} rows to keep, {Forgotten:N0} to forget, {Unseen:N0} unseen");
}
