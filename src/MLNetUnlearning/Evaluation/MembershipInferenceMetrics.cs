using MLNetUnlearning.Attacks;

namespace MLNetUnlearning;

/// <summary>What one membership inference attack finds out.</summary>
public sealed class MembershipInferenceMetrics
{
    internal MembershipInferenceMetrics(
        MembershipAttack attack, double efficacy, double nonMembersRecognised, double trainingPrivacyAccuracy,
        RocCurve forgotten, RocMetrics trainingPrivacy)
    {
        (Attack, IsPublishedEfficacy) = (attack.Name, attack.IsPublishedEfficacy);
        (Efficacy, NonMembersRecognised, TrainingPrivacyAccuracy) = (efficacy, nonMembersRecognised, trainingPrivacyAccuracy);
        (Forgotten, MostExposedForgottenRow, TrainingPrivacy) = (forgotten.ToMetrics(), forgotten.BelowHighestMember(), trainingPrivacy);
    }

    /// <summary>What the attack is, such as "confidence, RBF SVM".</summary>
    public string Attack { get; }

    /// <summary>Whether <see cref="Efficacy"/> is the number that published tables call "MIA-Efficacy".</summary>
    public bool IsPublishedEfficacy { get; }

    /// <summary>Forget efficacy: the share of the forgotten rows that the attack takes for rows the model was never trained on.</summary>
    /// <value>Percent, 0 to 100. The best value is that of a retrained model: 100 if a class was forgotten, well below if rows of all
    /// classes were.</value>
    /// <remarks>True negatives among the forgotten rows, divided by their number (Jia et al. 2023).</remarks>
    public double Efficacy { get; }

    /// <summary>The share of the test rows, of those the attack was trained with, that it takes for rows the model was never trained
    /// on.</summary>
    /// <value>Percent, 0 to 100. <see cref="Efficacy"/> would have this value for rows that are like unseen ones. It is low if the attack
    /// recognises few such rows at all.</value>
    public double NonMembersRecognised { get; }

    /// <summary>How often the attack, trained on half of the retained and test rows, is right about the other half.</summary>
    /// <value>Percent. 50 is best and what guessing gives; at 100 the model gives every training row away.</value>
    public double TrainingPrivacyAccuracy { get; }

    /// <summary>How well the attack, trained on half of the retained and test rows, tells forgotten rows from other test rows.</summary>
    /// <value>The best value is that of a retrained model: an area of 0.5 if rows of all classes were forgotten. The rows of a forgotten
    /// class are of another kind than the test rows, so the area is low there.</value>
    public RocMetrics Forgotten { get; }

    /// <summary>The forgotten row that this attack would most surely take for a training row: the share of the other test rows that look
    /// less like training rows than it does. A mean hides such a row.</summary>
    /// <value>Percent, 0 to 100. The best value is that of a retrained model. The highest of n rows that are like test rows is
    /// above n of n + 1 of these on average: for 90 rows, above 98.9 %.</value>
    public Estimate MostExposedForgottenRow { get; }

    /// <summary>How well the attack, trained on half of the retained and test rows, tells the other halves apart.</summary>
    /// <value>An area of 0.5 is best and what guessing gives.</value>
    public RocMetrics TrainingPrivacy { get; }

    /// <summary>Such as "confidence, RBF SVM: efficacy 90.00 %, training privacy 52.00 %".</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Attack}: efficacy {Efficacy:F2} %, training privacy {TrainingPrivacyAccuracy:F2} %");

    /// <summary>Trains the attack twice. For forget efficacy it is trained on all retained and test rows and asked about the forgotten
    /// ones. For training privacy it is trained on half of both and asked about the other half.</summary>
    /// <param name="attack">The attack.</param>
    /// <param name="retained">What it sees of retained rows, the members. They are shuffled here.</param>
    /// <param name="test">The same of test rows, the non-members. They are shuffled here. Of the larger side only the first rows are then
    /// used.</param>
    /// <param name="forgotten">The same of the forgotten rows.</param>
    /// <param name="seed">The seed of the sample and of the attack's trainer.</param>
    internal static MembershipInferenceMetrics Of(
        MembershipAttack attack, double[][] retained, double[][] test, double[][] forgotten, int seed) =>
        Of(attack, retained, test, forgotten, [], seed).Metrics;

    /// <summary>The same, with the first decision's score of each forgotten row, and its efficacy on other groups of rows.</summary>
    internal static (MembershipInferenceMetrics Metrics, double[] ForgottenScores, double[] GroupEfficacies) Of(
        MembershipAttack attack, double[][] retained, double[][] test, double[][] forgotten, IReadOnlyList<double[][]> groups, int seed)
    {
        var random = new Random(seed);
        random.Shuffle(retained);
        random.Shuffle(test);
        var count = Math.Min(retained.Length, test.Length);
        var half = count / 2;
        var (members, nonMembers) = (retained[..count], test[..count]);
        var score = Trained(attack, members, nonMembers, seed);
        var halfScore = Trained(attack, members[..half], nonMembers[..half], seed);
        var (otherMembers, otherNonMembers) = (members[half..], nonMembers[half..]);
        var metrics = new MembershipInferenceMetrics(
            attack,
            efficacy: 100 - Percent(forgotten, score),
            nonMembersRecognised: 100 - Percent(nonMembers, score),
            trainingPrivacyAccuracy: (Percent(otherMembers, halfScore) + 100 - Percent(otherNonMembers, halfScore)) / 2,
            forgotten: Roc(forgotten, otherNonMembers, halfScore),
            trainingPrivacy: Roc(otherMembers, otherNonMembers, halfScore).ToMetrics());
        return (metrics, [.. forgotten.Select(row => score(row))], [.. groups.Select(group => 100 - Percent(group, score))]);
    }

    /// <summary>The decision of an attack. A score that is no number would count as "non-member", and is an error.</summary>
    private static MembershipScore Trained(MembershipAttack attack, double[][] members, double[][] nonMembers, int seed)
    {
        var score = attack.Train(new MLContext(seed), members, nonMembers)
            ?? throw new InvalidOperationException($"Attack '{attack.Name}' makes no decision: its Train returns null.");
        return signals => score(signals) is var value && !double.IsNaN(value)
            ? value
            : throw new InvalidOperationException(
                $"Attack '{attack.Name}' gives a score that is not a number (NaN) to a row with the signals "
                + $"{string.Join(", ", signals.Take(4).Select(signal => signal.ToString("g4", CultureInfo.InvariantCulture)))}.");
    }

    private static RocCurve Roc(double[][] members, double[][] nonMembers, MembershipScore score) =>
        new(members.Select(row => score(row)), nonMembers.Select(row => score(row)));

    /// <summary>The share of rows that are taken for members.</summary>
    private static double Percent(double[][] rows, MembershipScore score) => 100.0 * rows.Count(row => score(row) > 0) / rows.Length;
}
