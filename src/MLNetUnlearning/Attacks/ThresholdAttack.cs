using Microsoft.ML;

namespace MLNetUnlearning.Attacks;

/// <summary>Takes rows for members from one value of a signal on: the cut that is right about the most training rows, found
/// exactly.</summary>
/// <remarks>
/// <para>Choose it for a result that hangs on no trainer, no setting and no seed, and to see how much of what another attack finds one
/// number tells by itself. Its efficacies are clearly other than those of <see cref="KernelSvmAttack"/> on the same rows (35 % against
/// 18 % in one example): do not set them beside published numbers.</para>
/// <para>The cut is one of the signals trained on, and a row with just that value is a member. Of cuts that are right equally often the
/// lowest is taken: of equal choices the one that calls more rows members.</para>
/// <para>Source: Yeom et al., "Privacy Risk in Machine Learning: Analyzing the Connection to Overfitting", 2018; Song and Mittal,
/// "Systematic Evaluation of Privacy Risks of Machine Learning Models", 2021, whose thresholds are one for each class.</para>
/// </remarks>
public sealed record ThresholdAttack : MembershipAttack
{
    /// <summary>The signal it looks at.</summary>
    /// <value>Default: <see cref="MembershipSignal.Confidence"/>.</value>
    public MembershipSignal Signal { get; init; } = MembershipSignal.Confidence;

    /// <inheritdoc/>
    public override string Name => $"{Signal.Name}, best threshold";

    /// <inheritdoc/>
    public override IReadOnlyList<MembershipSignal> Signals => [Signal];

    /// <inheritdoc/>
    public override MembershipScore Train(MLContext context, IReadOnlyList<double[]> members, IReadOnlyList<double[]> nonMembers)
    {
        var cut = BestCut(members.Select(row => row[0]), nonMembers.Select(row => row[0]));
        var highestNonMember = Math.BitDecrement(cut);
        return signals => signals[0] - highestNonMember; // at the cut itself: just above 0
    }

    /// <summary>The lowest value from which on taking rows for members is right most often.</summary>
    private static double BestCut(IEnumerable<double> members, IEnumerable<double> nonMembers)
    {
        var rows = members.Select(signal => (Signal: signal, IsMember: true))
            .Concat(nonMembers.Select(signal => (Signal: signal, IsMember: false)))
            .OrderBy(row => row.Signal).ToArray();
        // Starting from "all are members": each row that falls below the cut is one more that is right, or one less.
        var (cut, gain, best) = (rows[0].Signal, 0, 0);
        for (var row = 0; row < rows.Length; row++)
        {
            gain += rows[row].IsMember ? -1 : 1;
            var next = row + 1 < rows.Length ? rows[row + 1].Signal : Math.BitIncrement(rows[row].Signal);
            if (gain > best && next > rows[row].Signal)
                (cut, best) = (next, gain);
        }
        return cut;
    }
}
