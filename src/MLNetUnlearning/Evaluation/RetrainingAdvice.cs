using MathNet.Numerics.Distributions;

namespace MLNetUnlearning;

/// <summary>Whether it is time to retrain a model that has granted requests, judged without a retrained model.</summary>
/// <remarks>
/// <para>The yardsticks are the first model, before any request, and rows that no model was trained on. Retraining is advised if the model
/// has lost accuracy on held-out rows of the classes that stay, if it has lost accuracy on the retained rows, or if rows that were
/// forgotten
/// so far can still be told from rows never trained on. Each is said only if it is beyond the bound and chance hardly explains it: by more
/// than
/// three standard errors or, for few forgotten rows, in fewer than one case in a hundred (binomial).</para>
/// <para>It finds what the attack finds. A model that passes may still differ from a retrained one.</para>
/// </remarks>
public sealed class RetrainingAdvice
{
    private const double RareByChance = 0.01;

    private RetrainingAdvice(UnlearningMetrics first, UnlearningMetrics now, IReadOnlyList<string> reasons) =>
        (First, Now, Reasons) = (first, now, reasons);

    /// <summary>Whether to retrain.</summary>
    public bool IsAdvised => Reasons.Count > 0;

    /// <summary>Why, in a sentence each; empty if retraining is not advised.</summary>
    public IReadOnlyList<string> Reasons { get; }

    /// <summary>The metrics of the first model, on the rows of <see cref="Now"/>.</summary>
    public UnlearningMetrics First { get; }

    /// <summary>The metrics of the model that was judged.</summary>
    public UnlearningMetrics Now { get; }

    /// <summary>The advice in a sentence.</summary>
    public override string ToString() =>
        IsAdvised ? $"Retrain. {string.Join(" ", Reasons)}" : "These rows show no need to retrain.";

    /// <summary>Compares two models that were measured on the same rows.</summary>
    /// <param name="first">The first model.</param>
    /// <param name="now">The model to judge.</param>
    /// <param name="mostLostAccuracy">The loss of accuracy that is borne, in points.</param>
    /// <param name="mostMembersLeft">How many of 100 forgotten rows more than of held-out rows may look like training rows.</param>
    internal static RetrainingAdvice Of(UnlearningMetrics first, UnlearningMetrics now, double mostLostAccuracy, double mostMembersLeft)
    {
        var reasons = new List<string>();
        void JudgeAccuracy(string rows, Func<UnlearningMetrics, double> of, string subset)
        {
            var (before, after, count) = (of(first), of(now), now.RowCounts[subset]);
            var error = Math.Sqrt(Variance(before, count) + Variance(after, count));
            if (before - after > Math.Max(mostLostAccuracy, 3 * error))
                reasons.Add(string.Create(
                    CultureInfo.InvariantCulture, $"On {rows} rows the accuracy fell from {before:F1} to {after:F1} %."));
        }
        JudgeAccuracy("held-out", metrics => metrics.TestAccuracy, Subset.Test);
        JudgeAccuracy("retained", metrics => metrics.RetainAccuracy, Subset.Retain);
        var (staying, gone, usual) = (now.OfStayingClasses, now.OfForgottenClasses, now.MembershipInference[0].NonMembersRecognised);
        if (staying.MembershipInferenceEfficacy is { } efficacy && usual - efficacy > mostMembersLeft)
        {
            var (rows, asNew) = (staying.NumberOfRows, Math.Round(efficacy / 100 * staying.NumberOfRows));
            if (Binomial.CDF(usual / 100, rows, asNew) < RareByChance)
                reasons.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The attack takes {efficacy:F1} % of {rows} forgotten rows for new ones, of held-out rows {usual:F1} %."));
        }
        if (100 - gone.UnlearningAccuracy is { } recognised && recognised > mostMembersLeft) // a retrained model recognises none
            reasons.Add(string.Create(
                CultureInfo.InvariantCulture, $"Of {gone.NumberOfRows} rows of forgotten classes {recognised:F1} % are still recognised."));
        return new RetrainingAdvice(first, now, reasons);
    }

    /// <summary>The variance of a share in percent.</summary>
    private static double Variance(double percent, int count) => percent * (100 - percent) / count;
}
