namespace MLNetUnlearning;

/// <summary>What one membership inference attack found in a run.</summary>
/// <param name="Attack">What it is, such as "confidence, RBF SVM".</param>
/// <param name="Efficacy">Forget efficacy: the share of the forgotten rows that it takes for rows never trained on, in percent.</param>
/// <param name="NonMembersRecognised">The share of the test rows that it takes for such, in percent.</param>
/// <param name="TrainingPrivacyAccuracy">Training privacy: how often it is right about retained and test rows that it was not trained with, in percent; 50 is guessing.</param>
/// <param name="ForgottenAreaUnderCurve">How well its score orders forgotten rows before test rows at all thresholds, 0 to 1; 0.5 is guessing.</param>
/// <param name="ForgottenTruePositivesAtOnePercent">The share of forgotten rows that it takes for members at the threshold that takes 1 % of the test rows for such, 0 to 1.</param>
public sealed record ComparedAttack(
    string Attack, double Efficacy, double NonMembersRecognised, double TrainingPrivacyAccuracy, double? ForgottenAreaUnderCurve = null, double? ForgottenTruePositivesAtOnePercent = null)
{
    internal static ComparedAttack Of(MembershipInferenceMetrics metrics) =>
        new(
            metrics.Attack, metrics.Efficacy, metrics.NonMembersRecognised, metrics.TrainingPrivacyAccuracy,
            metrics.Forgotten.AreaUnderCurve.Value, metrics.Forgotten.TruePositiveRateAtOnePercent.Value);
}
