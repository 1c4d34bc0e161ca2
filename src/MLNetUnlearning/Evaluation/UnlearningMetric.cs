using System.Globalization;

namespace MLNetUnlearning;

/// <summary>Where a metric should go.</summary>
public enum MetricDirection
{
    /// <summary>Higher is better.</summary>
    HigherIsBetter,

    /// <summary>Lower is better.</summary>
    LowerIsBetter,

    /// <summary>The value of a retrained model is best: neither high nor low values are good in themselves.</summary>
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

    /// <summary>Neither.</summary>
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
    string Name, double Value, string Unit, MetricDirection Direction, MetricInterpretation Interpretation);

/// <summary>What to think of the numbers. The bounds are rules of thumb, set by what the methods of the literature reach.</summary>
internal static class Interpretations
{
    public static IReadOnlyList<UnlearningMetric> Of(UnlearningMetrics metrics) =>
    [
        new("unlearning accuracy", metrics.UnlearningAccuracy, "%", MetricDirection.CloserToRetrained, UnlearningAccuracy(metrics)),
        new("membership inference efficacy", metrics.MembershipInferenceEfficacy, "%", MetricDirection.CloserToRetrained,
            Efficacy(metrics)),
        new("retain accuracy", metrics.RetainAccuracy, "%", MetricDirection.HigherIsBetter, RetainAccuracy(metrics.RetainAccuracy)),
        new("test accuracy", metrics.TestAccuracy, "%", MetricDirection.CloserToRetrained,
            new(MetricRating.Unknown, "How well unseen images can be told apart shows beside a retrained model.")),
        new("training privacy accuracy", metrics.TrainingPrivacyAccuracy, "%", MetricDirection.CloserToChance,
            Privacy(metrics.TrainingPrivacyAccuracy)),
    ];

    public static IReadOnlyList<UnlearningMetric> Of(UnlearningGap gap) =>
    [
        new("average disparity", gap.AverageDisparity, "points", MetricDirection.LowerIsBetter,
            Rated(gap.AverageDisparity, 2.5, 8, Invariant($"On average {gap.AverageDisparity:F1} points from the retrained model."))),
        Difference("unlearning accuracy", gap.UnlearningAccuracy,
            "Less is forgotten than by retraining.", "More is forgotten than by retraining, which shows too."),
        Difference("membership inference efficacy", gap.MembershipInferenceEfficacy,
            "Forgotten rows still look like training rows.",
            "Forgotten rows look less like training rows than after retraining, which shows too."),
        Difference("retain accuracy", gap.RetainAccuracy,
            "Unlearning has cost knowledge of the rows that stay.", "The rows that stay are known better than after retraining."),
        Difference("test accuracy", gap.TestAccuracy,
            "Unlearning has cost accuracy on new rows.", "New rows are recognised better than after retraining."),
    ];

    // A model that never saw the rows misjudges them as often as test rows; a class it never saw, always.
    private static MetricInterpretation UnlearningAccuracy(UnlearningMetrics metrics)
    {
        var expected = metrics.ForgottenClass == null ? 100 - metrics.TestAccuracy : 100;
        var difference = metrics.UnlearningAccuracy - expected;
        var reason = metrics.ForgottenClass == null
            ? Invariant($"A model that never saw the forgotten rows would misjudge about {expected:F1} % of them, as of the test rows.")
            : "A model that never saw the class would recognise none of its rows.";
        return Rated(Math.Abs(difference), 3, 10, reason);
    }

    // The attack takes rows that are like unseen ones for non-members as often as it does test rows.
    private static MetricInterpretation Efficacy(UnlearningMetrics metrics)
    {
        var expected = metrics.ForgottenClass == null ? metrics.MembershipInference[0].NonMembersRecognised : 100;
        var reason = metrics.ForgottenClass == null
            ? Invariant($"Of rows the model never saw, the attack takes {expected:F1} % for such.")
            : "A class the model never saw should not look like training rows.";
        return Rated(Math.Abs(metrics.MembershipInferenceEfficacy - expected), 5, 15, reason);
    }

    private static MetricInterpretation RetainAccuracy(double accuracy) => Rated(
        100 - accuracy, 2, 10,
        accuracy >= 98 ? "The rows that stay are still known." : "Some of the rows that stay are no longer known.");

    private static MetricInterpretation Privacy(double accuracy) => Rated(
        Math.Abs(accuracy - 50), 5, 15,
        accuracy > 55
            ? "Training rows can be told from unseen ones better than by guessing."
            : "Training rows can hardly be told from unseen ones.");

    private static UnlearningMetric Difference(string name, double value, string below, string above)
    {
        var interpretation = Rated(Math.Abs(value), 3, 10, value < 0 ? below : above);
        return new UnlearningMetric(
            name, value, "points", MetricDirection.CloserToRetrained,
            interpretation.Rating == MetricRating.Good ? interpretation with { Reason = "Close to the retrained model." } : interpretation);
    }

    private static MetricInterpretation Rated(double distance, double good, double fair, string reason) =>
        new(distance <= good ? MetricRating.Good : distance <= fair ? MetricRating.Fair : MetricRating.Bad, reason);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
