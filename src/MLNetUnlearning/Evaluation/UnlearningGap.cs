namespace MLNetUnlearning;

/// <summary>How far a model is from one retrained without the forgotten rows.</summary>
/// <remarks>Differences are signed, in percentage points: this model minus the retrained one.</remarks>
public sealed class UnlearningGap
{
    internal UnlearningGap(UnlearningMetrics model, UnlearningMetrics retrained)
    {
        UnlearningAccuracy = model.UnlearningAccuracy - retrained.UnlearningAccuracy;
        MembershipInferenceEfficacy = model.MembershipInferenceEfficacy - retrained.MembershipInferenceEfficacy;
        RetainAccuracy = model.RetainAccuracy - retrained.RetainAccuracy;
        TestAccuracy = model.TestAccuracy - retrained.TestAccuracy;
        TrainingPrivacyAccuracy = model.TrainingPrivacyAccuracy - retrained.TrainingPrivacyAccuracy;
        AverageDisparity = new[] { UnlearningAccuracy, MembershipInferenceEfficacy, RetainAccuracy, TestAccuracy }.Average(Math.Abs);
        Attack = model.MembershipInference[0].Attack;
        Metrics = Interpretations.Of(this);
    }

    /// <summary>The attack behind <see cref="MembershipInferenceEfficacy"/>, on both sides.</summary>
    public string Attack { get; }

    /// <summary>Difference of the unlearning accuracies; negative: too little is forgotten.</summary>
    /// <value>Points, -100 to 100; 0 is best.</value>
    public double UnlearningAccuracy { get; }

    /// <summary>Difference of the MIA-Efficacies; negative: forgotten rows still look like members.</summary>
    /// <value>Points, -100 to 100; 0 is best.</value>
    public double MembershipInferenceEfficacy { get; }

    /// <summary>Difference of the accuracies on retained rows; negative: unlearning has cost knowledge.</summary>
    /// <value>Points, -100 to 100; 0 is best.</value>
    public double RetainAccuracy { get; }

    /// <summary>Difference of the accuracies on test rows; negative: unlearning has cost generalisation.</summary>
    /// <value>Points, -100 to 100; 0 is best.</value>
    public double TestAccuracy { get; }

    /// <summary>Difference of the training-privacy accuracies; not part of <see cref="AverageDisparity"/>.</summary>
    /// <value>Points, -100 to 100.</value>
    public double TrainingPrivacyAccuracy { get; }

    /// <summary>The headline: the mean of the absolute differences of UA, MIA-Efficacy, RA and TA ("average gap" in some
    /// papers).</summary>
    /// <value>Points, 0 to 100; lower is better, 0 is a model that cannot be told from the retrained one by these numbers.</value>
    public double AverageDisparity { get; }

    /// <summary>The average and its four parts with names, units and interpretations.</summary>
    public IReadOnlyList<UnlearningMetric> Metrics { get; }
}
