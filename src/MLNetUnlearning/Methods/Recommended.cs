using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Chooses a method by the request, by what is at hand, and by how long it may take. It is what <c>ml.Unlearn(classifier)</c>
/// does without a method.</summary>
/// <remarks>
/// <para>Where retraining takes no longer than <see cref="RetrainWithin"/>, or no longer than the method that would be chosen, it retrains,
/// because that is exact. Where rows go of classes of which others stay, and fewer than 400 unseen rows can tell what is expected of them,
/// it may take ten times as long: those rows are the yardstick, and chance would move it by more than five points. Otherwise it takes the
/// first method of a list: one for whole classes and one for rows of many classes, each with unseen rows of classes that stay (16 or more)
/// and without. It does not retrain where more than a hundredth of the rows that the classifier was trained on are not at hand: what they
/// taught would be lost.</para>
/// <para>The log says what was chosen and why, and so does <see cref="ClassifierStep.Choice"/>. The history shows the method that ran, with
/// its settings. How long retraining takes is told from a few training steps, and from the classifier's own training if that ran on the
/// same device with as many threads; the less counts, so that a busy hour does not.</para>
/// </remarks>
public sealed record Recommended : UnlearningMethod
{
    /// <inheritdoc/>
    public override string Name => "recommended";

    /// <summary>Retraining is chosen where it takes no longer than this; ten times as long where single rows are to be forgotten and there
    /// are fewer than 400 unseen rows to compare them with.</summary>
    /// <value>One minute. Longer retrains more often, which is exact; zero retrains only where the method that would be chosen takes as
    /// long.</value>
    public TimeSpan RetrainWithin { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest that the run may take by its estimate, with what it prepares.</summary>
    /// <value>Null: as long as it takes. If a limit is set, the first method of the list that is expected to keep it is chosen; if none
    /// is, nothing is done.</value>
    public TimeSpan? TimeLimit { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks()
        .Check(RetrainWithin, RetrainWithin >= TimeSpan.Zero, "zero or more")
        .Check(TimeLimit, TimeLimit is null || TimeLimit > TimeSpan.Zero, "above zero, or null");

    private const double WithFewUnseenRows = 10;
    private const double LargestShareLost = 0.01; // of the training rows, those that a retrained model would know nothing of

    /// <summary>The methods that may be chosen, the best first. The last ones are there to be quick.</summary>
    private static UnlearningMethod[] Preferred(UnlearningSize size) => (size.IsWholeClass, HasEnoughUnseenRows(size)) switch
    {
        (true, true) => [new AdversarialMinMax(), new BoundaryShrink(), new SaliencyUnlearning(), new GradientAscent()],
        (true, false) => [new BoundaryShrink(), new SaliencyUnlearning(), new GradientAscent()],
        (false, true) => [new AdversarialMinMax(), new NegGradPlus(), new BoundaryShrink(), new GradientAscent()],
        (false, false) => [new NegGradPlus(), new BoundaryShrink(), new GradientAscent()],
    };

    /// <summary>The method that is chosen, with everything chosen that it leaves open.</summary>
    /// <inheritdoc/>
    public override UnlearningMethod ChosenFor(UnlearningSize size) => Choose(size).Method;

    /// <inheritdoc/>
    public override IReadOnlyList<UnlearningStage> Stages(UnlearningSize size) => Choose(size).Method.Stages(size);

    /// <inheritdoc/>
    public override IEnumerable<string> Limits(UnlearningSize size) => Choose(size).Method.Limits(size);

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        var size = run.Size;
        ChosenFor(size with { StepTime = StepTime.Of(run.Network, run.Split.Retain, size.Retraining, run.CancellationToken) }).Unlearn(run);
    }

    /// <summary>Chooses a method, and says why.</summary>
    /// <param name="size">The request, what is at hand, and the time of a training step.</param>
    /// <exception cref="UnlearningException">No method is expected to keep the limit.</exception>
    internal Choice Choose(UnlearningSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        var retrain = Candidate.Of(new Retrain(), size);
        var preferred = Preferred(size).Select(method => Candidate.Of(method, size)).ToArray();
        var isQuick = retrain.Time <= RetrainWithin;
        var costsNoMore = retrain.TrainingSteps <= preferred[0].TrainingSteps;
        var isSafer = !size.IsWholeClass && size.UnseenOfTheirClasses < AdversarialMinMax.EnoughUnseenRows
            && retrain.Time / WithFewUnseenRows <= RetrainWithin;
        var losesRows = size.Absent > LargestShareLost * (size.Retained + size.Forgotten + size.Absent);
        var inOrder = !losesRows && (isQuick || costsNoMore || isSafer) ? [retrain, .. preferred] : preferred;
        var chosen = inOrder.FirstOrDefault(one => TimeLimit is null || one.Time <= TimeLimit) ?? throw NoneFits(inOrder);
        var text = retrain.Time is { } time ? $"Retraining takes about {DurationText.Of(time)}" : "How long retraining takes is not known";
        if (chosen == retrain)
            text += isQuick ? $", no more than {DurationText.Of(RetrainWithin)}, and is exact"
                : costsNoMore ? $", no longer than {preferred[0].Method.Name}, and is exact"
                : $", no more than {DurationText.Of(RetrainWithin * WithFewUnseenRows)}, and is exact; {Yardstick(size)}";
        else
            text += $"{(losesRows ? Lost(size) : "")}; {Request(size)}{TooSlow(inOrder, chosen)}";
        var told = chosen != retrain && chosen.Time is { } own ? $", about {DurationText.Of(own)}" : "";
        return new Choice(chosen.Method, $"{text}: chosen {chosen.Method.Name}{told}");
    }

    /// <summary>What is at hand to tell how rows are answered that a network never saw.</summary>
    private static string Yardstick(UnlearningSize size) => size.UnseenOfTheirClasses == 0
        ? "there is no unseen row of a class that stays to compare with"
        : string.Create(
            CultureInfo.InvariantCulture, $"chance moves what {size.UnseenOfTheirClasses:N0} unseen rows tell of an accuracy by up to "
                + $"{AdversarialMinMax.Chance(size.UnseenOfTheirClasses):F0} points");

    private static bool HasEnoughUnseenRows(UnlearningSize size) => size.UnseenToCompareWith >= AdversarialMinMax.FewestUnseenRows;

    private static string Request(UnlearningSize size) =>
        (size.IsWholeClass ? "whole classes go" : "rows go of classes of which others stay")
        + string.Create(
            CultureInfo.InvariantCulture, $", and there are {size.UnseenToCompareWith:N0} unseen rows of classes that stay to compare with")
        + (HasEnoughUnseenRows(size) ? "" : $", fewer than {AdversarialMinMax.FewestUnseenRows}");

    private static string Lost(UnlearningSize size) => string.Create(
        CultureInfo.InvariantCulture, $", and would lose what {size.Absent:N0} rows taught that are not at hand");

    private string TooSlow(Candidate[] inOrder, Candidate chosen)
    {
        var before = inOrder.TakeWhile(one => one != chosen).Select(one => $"{one.Method.Name} about {DurationText.Of(one.Time!.Value)}");
        return before.Any() ? $"; beyond the limit of {DurationText.Of(TimeLimit!.Value)}: {string.Join(", ", before)}" : "";
    }

    private UnlearningException NoneFits(Candidate[] inOrder)
    {
        var limit = DurationText.Of(TimeLimit!.Value);
        var quickest = inOrder.MinBy(one => one.TrainingSteps)!;
        return new UnlearningException(quickest.Time is { } time
            ? $"No method is expected to keep the limit of {limit}: the quickest, {quickest.Method.Name}, takes about "
                + $"{DurationText.Of(time)}. Raise {nameof(TimeLimit)}. Nothing was changed."
            : $"How long a training step takes is not known, so that nothing can be held to a limit of {limit}: set {nameof(TimeLimit)} "
                + "to null. Nothing was changed.");
    }

    /// <summary>A method that may be chosen, and what it costs.</summary>
    private sealed record Candidate(UnlearningMethod Method, double TrainingSteps, TimeSpan? Time)
    {
        public static Candidate Of(UnlearningMethod method, UnlearningSize size)
        {
            var chosen = method.ChosenFor(size);
            var stages = chosen.Stages(size);
            return new(chosen, stages.Sum(stage => stage.TrainingSteps), size.TimeOf(stages));
        }
    }
}

/// <summary>A method that was chosen.</summary>
/// <param name="Method">The method, with everything chosen.</param>
/// <param name="Why">One sentence without its full stop.</param>
internal sealed record Choice(UnlearningMethod Method, string Why);
