using Microsoft.ML;
using MLNetUnlearning.Attacks;

namespace MLNetUnlearning.Evaluation;

/// <summary>Trains an attack on retained and test rows and asks it.</summary>
internal static class AttackTrial
{
    /// <summary>
    /// Forget efficacy: trained on all given members and non-members, asked about the forgotten rows. Training privacy: trained on half
    /// of
    /// them, asked about the other half.
    /// </summary>
    /// <param name="attack">The attack.</param>
    /// <param name="members">Signals of retained rows, in random order.</param>
    /// <param name="nonMembers">Signals of as many test rows, in random order.</param>
    /// <param name="forgotten">Signals of the forgotten rows.</param>
    /// <param name="seed">The seed of its trainer.</param>
    public static MembershipInferenceMetrics Run(
        MembershipAttack attack, double[][] members, double[][] nonMembers, IReadOnlyList<double[]> forgotten, int seed)
    {
        var score = attack.Train(new MLContext(seed), members, nonMembers);
        var half = members.Length / 2;
        var halfScore = attack.Train(new MLContext(seed), members[..half], nonMembers[..half]);
        return new MembershipInferenceMetrics(
            attack,
            efficacy: 100 - Percent(forgotten, score),
            nonMembersRecognised: 100 - Percent(nonMembers, score),
            trainingPrivacyAccuracy: (Percent(members[half..], halfScore) + 100 - Percent(nonMembers[half..], halfScore)) / 2,
            forgotten: Roc(forgotten, nonMembers[half..], halfScore),
            trainingPrivacy: Roc(members[half..], nonMembers[half..], halfScore));
    }

    private static RocMetrics Roc(IEnumerable<double[]> members, IEnumerable<double[]> nonMembers, MembershipScore score) =>
        new RocCurve(members.Select(row => score(row)), nonMembers.Select(row => score(row))).ToMetrics();

    /// <summary>As many of each side, a random sample of the larger one, both in random order.</summary>
    public static (double[][] Members, double[][] NonMembers) Balanced(
        IEnumerable<double[]> members, IEnumerable<double[]> nonMembers, int seed)
    {
        var random = new Random(seed);
        double[][] first = [.. members], second = [.. nonMembers];
        random.Shuffle(first);
        random.Shuffle(second);
        var count = Math.Min(first.Length, second.Length);
        return (first[..count], second[..count]);
    }

    /// <summary>The share of rows that are taken for members.</summary>
    private static double Percent(IReadOnlyCollection<double[]> rows, MembershipScore score) =>
        100.0 * rows.Count(row => score(row) > 0) / rows.Count;
}
