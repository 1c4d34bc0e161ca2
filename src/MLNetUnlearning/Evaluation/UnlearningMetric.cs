namespace MLNetUnlearning;

/// <summary>Where a metric should go.</summary>
public enum MetricDirection
{
    /// <summary>Higher is better.</summary>
    HigherIsBetter,

    /// <summary>Lower is better.</summary>
    LowerIsBetter,

    /// <summary>The value of a retrained model is best. Neither high nor low values are good in themselves.</summary>
    CloserToRetrained,

    /// <summary>50 %, the value of guessing, is best.</summary>
    CloserToChance,
}

/// <summary>How a value is judged.</summary>
public enum MetricRating
{
    /// <summary>Nothing can be said without the metrics of a retrained model.</summary>
    Unknown,

    /// <summary>Clearly off.</summary>
    Bad,

    /// <summary>Between good and bad.</summary>
    Fair,

    /// <summary>As it should be.</summary>
    Good,
}

/// <summary>A judgement of a value.</summary>
/// <param name="Rating">Good, fair, bad, or unknown.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record MetricInterpretation(MetricRating Rating, string Reason);

/// <summary>A number with its name, its unit, and what to think of it.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">"%" or "points".</param>
/// <param name="Direction">Where it should go.</param>
/// <param name="Interpretation">What to think of it.</param>
public sealed record UnlearningMetric(
    string Name, double Value, string Unit, MetricDirection Direction, MetricInterpretation Interpretation)
{
    /// <summary>The number with its interval, for a share of rows: that of Clopper and Pearson (1934), which holds the true share with a
    /// confidence of 95 %.</summary>
    /// <value>In the unit of the number. Null for differences and for other numbers that are no share of rows.</value>
    public Estimate? Interval { get; init; }
}

/// <summary>Something with the four figures, in percent: a model just measured, or a run that was kept.</summary>
internal interface IFigures
{
    double UnlearningAccuracy { get; }

    double MembershipInferenceEfficacy { get; }

    double RetainAccuracy { get; }

    double TestAccuracy { get; }
}

/// <summary>One of the four figures that judge unlearning. Gaps, tables and files are made from <see cref="All"/>.</summary>
/// <remarks>The bounds of the judgements are rules of thumb, set by what the methods of the literature reach.</remarks>
/// <param name="Name">Its name in full.</param>
/// <param name="ShortName">What papers call it.</param>
/// <param name="Direction">Where it should go.</param>
/// <param name="Of">Reads it.</param>
/// <param name="Rows">The subset whose share it is.</param>
/// <param name="Judge">What to think of it without a retrained model.</param>
/// <param name="Below">What it means to be below the retrained model.</param>
/// <param name="Above">What it means to be above the retrained model.</param>
internal sealed record Figure(
    string Name, string ShortName, MetricDirection Direction, Func<IFigures, double> Of, string Rows,
    Func<UnlearningMetrics, MetricInterpretation> Judge, string Below, string Above)
{
    /// <summary>The name of the mean that <see cref="DisparityBetween"/> gives.</summary>
    public const string AverageDisparity = "average disparity";

    private const string Efficacy = "MIA-Efficacy";

    private const string Percent = "%", Points = "points";

    /// <summary>Whether it depends on the attack.</summary>
    public bool IsOfAttack => ShortName == Efficacy;

    /// <summary>The four figures, in the order of every table.</summary>
    public static IReadOnlyList<Figure> All { get; } =
    [
        new("unlearning accuracy", "UA", MetricDirection.CloserToRetrained, model => model.UnlearningAccuracy, Subset.Forget,
            JudgeForgetting,
            "Less is forgotten than by retraining.", "More is forgotten than by retraining, which can be noticed too."),
        new("membership inference efficacy", Efficacy, MetricDirection.CloserToRetrained, model => model.MembershipInferenceEfficacy,
            Subset.Forget, JudgeEfficacy, "Forgotten rows still look like training rows.",
            "Forgotten rows look less like training rows than after retraining, which can be noticed too."),
        new("retain accuracy", "RA", MetricDirection.HigherIsBetter, model => model.RetainAccuracy, Subset.Retain, JudgeRetaining,
            "Unlearning has cost knowledge of the rows that stay.", "The rows that stay are known better than after retraining."),
        new("test accuracy", "TA", MetricDirection.CloserToRetrained, model => model.TestAccuracy, Subset.Test,
            _ => new(MetricRating.Unknown, "Only a retrained model shows how well new rows should be recognised."),
            "Unlearning has cost accuracy on new rows.", "New rows are recognised better than after retraining."),
    ];

    /// <summary>The figure with its interval, in percent.</summary>
    public Estimate IntervalOf(UnlearningMetrics model) => ConfidenceIntervals.OfPercent(Of(model), model.RowCounts[Rows]);

    /// <summary>The mean of |model - retrained| over the four figures, in points.</summary>
    public static double DisparityBetween(IFigures model, IFigures retrained) =>
        All.Average(figure => Math.Abs(figure.Of(model) - figure.Of(retrained)));

    /// <summary>The four figures of a model and its training privacy, judged without a retrained model.</summary>
    public static IReadOnlyList<UnlearningMetric> Judged(UnlearningMetrics model) =>
    [
        .. All.Select(figure => new UnlearningMetric(figure.Name, figure.Of(model), Percent, figure.Direction, figure.Judge(model))
        {
            Interval = figure.IntervalOf(model),
        }),
        new("training privacy accuracy", model.TrainingPrivacyAccuracy, Percent, MetricDirection.CloserToChance,
            JudgePrivacy(model.TrainingPrivacyAccuracy)),
    ];

    /// <summary>The average disparity and the four differences behind it, judged against the retrained model.</summary>
    public static IReadOnlyList<UnlearningMetric> Judged(UnlearningMetrics model, UnlearningMetrics retrained)
    {
        var disparity = DisparityBetween(model, retrained);
        var reason = Invariant($"On average {disparity:F1} points from the retrained model.");
        return
        [
            new(AverageDisparity, disparity, Points, MetricDirection.LowerIsBetter, Rated(disparity, 2.5, 8, reason)),
            .. All.Select(figure => figure.Difference(figure.Of(model) - figure.Of(retrained))),
        ];
    }

    private UnlearningMetric Difference(double points)
    {
        var judged = Rated(Math.Abs(points), 3, 10, points < 0 ? Below : Above);
        return new UnlearningMetric(
            Name, points, Points, MetricDirection.CloserToRetrained,
            judged.Rating == MetricRating.Good ? judged with { Reason = "Close to the retrained model." } : judged);
    }

    // A model that never saw the rows misjudges them as often as test rows; a class it never saw, always.
    private static MetricInterpretation JudgeForgetting(UnlearningMetrics model)
    {
        var expected = model.Expected(100 - model.TestAccuracy);
        return Rated(Math.Abs(model.UnlearningAccuracy - expected), 3, 10, model.ShareOfForgottenClasses switch
        {
            0 => Invariant($"A model that never saw the forgotten rows would misjudge about {expected:F1} % of them, as of the test rows."),
            1 => "A model that never saw the class would recognise none of its rows.",
            _ => Invariant($"A model that never saw the forgotten rows would misjudge about {expected:F1} % of them: all of classes that ")
                + "go, and of the others as many as of the test rows.",
        });
    }

    // The attack takes rows that are like unseen ones for non-members as often as it does test rows.
    private static MetricInterpretation JudgeEfficacy(UnlearningMetrics model)
    {
        var expected = model.Expected(model.MembershipInference[0].NonMembersRecognised);
        return Rated(Math.Abs(model.MembershipInferenceEfficacy - expected), 5, 15, model.ShareOfForgottenClasses < 1
            ? Invariant($"Of rows the model never saw, the attack takes {expected:F1} % for such.")
            : "A class the model never saw should not look like training rows.");
    }

    // A model that never knew all of them has not lost them by unlearning.
    private static MetricInterpretation JudgeRetaining(UnlearningMetrics model) => model.Judgement is { } run
        ? Rated(
            Math.Max(0, run.RetainAccuracyLost), 3, 10,
            run.RetainAccuracyLost <= 3
                ? "The rows that stay are known as well as before the run."
                : Invariant($"Unlearning cost the rows that stay {run.RetainAccuracyLost:F1} points of accuracy."))
        : model.RetainAccuracy >= 98
            ? new(MetricRating.Good, "The rows that stay are known.")
            : new(
                MetricRating.Unknown,
                "Some of the rows that stay are answered wrong; only the model before or a retrained one shows whether that is a loss.");

    private static MetricInterpretation JudgePrivacy(double accuracy) => Rated(
        Math.Abs(accuracy - 50), 5, 15,
        accuracy > 55
            ? "Training rows can be told from unseen ones better than by guessing."
            : "Training rows can hardly be told from unseen ones.");

    /// <summary>Good up to one bound, fair up to another, and bad beyond.</summary>
    public static MetricInterpretation Rated(double distance, double good, double fair, string reason) =>
        new(distance <= good ? MetricRating.Good : distance <= fair ? MetricRating.Fair : MetricRating.Bad, reason);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
