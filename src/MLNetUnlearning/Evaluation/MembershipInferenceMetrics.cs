using MLNetUnlearning.Attacks;

namespace MLNetUnlearning;

/// <summary>What one membership inference attack finds out.</summary>
public sealed class MembershipInferenceMetrics
{
    internal MembershipInferenceMetrics(
        MembershipAttack attack, double efficacy, double nonMembersRecognised, double trainingPrivacyAccuracy, RocMetrics forgotten, RocMetrics trainingPrivacy)
    {
        (Forgotten, TrainingPrivacy) = (forgotten, trainingPrivacy);
        (Attack, IsPublishedEfficacy) = (attack.Name, attack.IsPublishedEfficacy);
        (Efficacy, NonMembersRecognised, TrainingPrivacyAccuracy) = (efficacy, nonMembersRecognised, trainingPrivacyAccuracy);
    }

    /// <summary>What the attack is, such as "confidence, RBF SVM".</summary>
    public string Attack { get; }

    /// <summary>Whether <see cref="Efficacy"/> is the number that published tables call "MIA-Efficacy".</summary>
    public bool IsPublishedEfficacy { get; }

    /// <summary>The share of the forgotten rows that the attack takes for rows the model was never trained on.</summary>
    /// <value>Percent, 0 to 100. Best where a retrained model has it: 100 where a class was forgotten, and well below where rows of all
    /// classes were.</value>
    /// <remarks>True negatives among the forgotten rows, over their number (Jia et al. 2023).</remarks>
    public double Efficacy { get; }

    /// <summary>The share of the test rows it was trained with that the attack takes for rows the model was never trained on.</summary>
    /// <value>Percent, 0 to 100. What <see cref="Efficacy"/> would be for rows that are like unseen ones; low where the attack finds few
    /// rows at all.</value>
    public double NonMembersRecognised { get; }

    /// <summary>How often the attack is right about other retained and test rows, after training on half of them.</summary>
    /// <value>Percent; 50 is best, and what guessing gives; 100 is a model that gives every training row away.</value>
    public double TrainingPrivacyAccuracy { get; }

    /// <summary>How well the attack, trained on half of the retained and test rows, tells the forgotten rows from the other half of the test rows.</summary>
    /// <value>Best where a retrained model has it: an area of 0.5 where rows of all classes were forgotten. Where a class was, its rows are of another kind
    /// than the test rows, and the area is low.</value>
    public RocMetrics Forgotten { get; }

    /// <summary>How well the attack, trained on half of the retained and test rows, tells the other retained rows from the other test rows.</summary>
    /// <value>An area of 0.5 is best, and what guessing gives.</value>
    public RocMetrics TrainingPrivacy { get; }
}
